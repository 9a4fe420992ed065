// SPDX-License-Identifier: BSL-1.0
// JoinableQueue: tasks that will not be done, because a process has died.
#include <string>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {

MP_QUEUE_CASE("joinable_queue.join.says-that-a-task-is-abandoned",
              requires_("JOINABLE-QUEUE-ABANDONED", "JOINABLE-QUEUE-RECOVER")) {
  auto tasks = over.joinable_queue<int>();
  mp::Event got;
  tasks.put(1);
  tasks.put(2);
  Child worker(
      [](mp::JoinableQueue<int> mine, mp::Event has_it) {
        (void)mine.get();
        has_it.set();
        (void)mp::Event().wait();  // for ever
      },
      tasks, got);
  BOOST_TEST(got.wait());
  BOOST_TEST(!tasks.join(a_while));
  worker->kill();
  BOOST_CHECK_THROW(tasks.join(), mp::TasksAbandonedError);
  worker->join();
  BOOST_TEST(tasks.unfinished() == 2U);
  BOOST_TEST(tasks.abandoned() == 1U);
  BOOST_CHECK_THROW((void)tasks.join(0s), mp::TasksAbandonedError);
  BOOST_TEST(tasks.recover() == 1U);
  BOOST_TEST(!tasks.join(0s));
  BOOST_TEST(tasks.get() == 2);
  tasks.task_done();
  tasks.join();
  BOOST_TEST(tasks.recover() == 0U);
}

MP_QUEUE_CASE("joinable_queue.join.the-end-of-an-idle-worker-is-no-matter", requires_("JOINABLE-QUEUE-ABANDONED")) {
  auto tasks = over.joinable_queue<int>();
  auto [ready, says_ready] = mp::Pipe(false);
  tasks.put(1);
  Child worker(
      [](mp::JoinableQueue<int> mine, mp::Connection done) {
        (void)mine.get();
        mine.task_done();
        done.send(1);
        (void)mine.get();  // there is none
      },
      tasks, says_ready);
  BOOST_TEST(ready.recv<int>() == 1);
  BOOST_TEST(!worker->join(a_while));
  worker->kill();
  worker->join();
  tasks.join();
  BOOST_TEST(tasks.abandoned() == 0U);
  tasks.put(2);
  BOOST_TEST(tasks.get() == 2);
  tasks.task_done();
  tasks.join();
}

MP_QUEUE_CASE("joinable_queue.join.another-process-does-the-abandoned-task", requires_("JOINABLE-QUEUE-ABANDONED")) {
  auto tasks = over.joinable_queue<int>();
  tasks.put(1);
  BOOST_TEST(exitcode_of([](mp::JoinableQueue<int> mine) { mp::exit(mine.get()); }, tasks) == 1);
  BOOST_TEST(tasks.abandoned() == 1U);
  tasks.task_done();
  BOOST_TEST(tasks.abandoned() == 0U);
  tasks.join();
}

MP_QUEUE_CASE("joinable_queue.join.does-not-wait-for-what-a-killed-producer-had-not-sent",
              requires_("JOINABLE-QUEUE-PRODUCER-DIED")) {
  auto tasks = over.joinable_queue<std::string>();
  mp::Event put;
  Child producer(
      [](mp::JoinableQueue<std::string> mine, mp::Event done) {
        for (int i = 0; i < 3; ++i) {
          mine.put(pattern(1'000'000));  // none of them fits into any transport
        }
        done.set();
      },
      tasks, put);
  BOOST_TEST(put.wait());
  BOOST_TEST(tasks.unfinished() == 3U);
  BOOST_TEST(!tasks.join(a_while));
  producer->kill();
  producer->join();
  BOOST_CHECK_THROW((void)tasks.get_nowait(), mp::Empty);
  tasks.join();
  BOOST_TEST(tasks.unfinished() == 0U);
}

}  // namespace conformance
