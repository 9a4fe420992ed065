// SPDX-License-Identifier: BSL-1.0
// JoinableQueue: tasks that are done, too often, or elsewhere.
#include <deque>
#include <string>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {

MP_QUEUE_CASE("joinable_queue.get.is-a-queue", requires_("JOINABLE-QUEUE-AS-QUEUE")) {
  auto queue = over.joinable_queue<int>(2);
  queue.put(1);
  queue.put(2);
  BOOST_TEST(queue.full());
  BOOST_CHECK_THROW(queue.put_nowait(3), mp::Full);
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(queue.get() == 2);
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::Empty);
  // Who need not know of tasks may take it for a queue.
  BOOST_TEST(exitcode_of([](mp::Queue<int> mine) { mine.put(3); }, queue) == 0);
  BOOST_TEST(queue.get() == 3);
  queue.close();
  BOOST_CHECK_THROW(queue.put(4), mp::ValueError);
  BOOST_CHECK_THROW((void)queue.get(), mp::ValueError);
}

MP_QUEUE_CASE("joinable_queue.join.returns-when-all-is-done", requires_("JOINABLE-QUEUE-JOIN")) {
  auto tasks = over.joinable_queue<int>();
  auto done = over.queue<int>();
  tasks.join();  // nothing is to be done
  std::deque<Child> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back(
        [](mp::JoinableQueue<int> in, mp::Queue<int> out) {
          for (int task = in.get(); task >= 0; task = in.get()) {
            out.put(task);
            in.task_done();
          }
          in.task_done();
        },
        tasks, done);
  }
  for (int i = 0; i < 40; ++i) {
    tasks.put(i);
  }
  tasks.join();
  BOOST_TEST(tasks.unfinished() == 0U);
  int sum = 0;
  for (int i = 0; i < 40; ++i) {
    sum += done.get();
  }
  BOOST_TEST(sum == 39 * 40 / 2);
  for (std::size_t i = 0; i < workers.size(); ++i) {
    tasks.put(-1);
  }
  for (auto& worker : workers) {
    worker->join();
    BOOST_TEST(worker->exitcode() == 0);
  }
  tasks.join();
}

MP_QUEUE_CASE("joinable_queue.join.waits-for-the-task-in-the-hands-of-a-worker", requires_("JOINABLE-QUEUE-JOIN")) {
  auto tasks = over.joinable_queue<int>();
  mp::Event got;
  mp::Event finish;
  tasks.put(1);
  Child worker(
      [](mp::JoinableQueue<int> mine, mp::Event has_it, mp::Event go_on) {
        (void)mine.get();
        has_it.set();
        (void)go_on.wait();
        mine.task_done();
      },
      tasks, got, finish);
  BOOST_TEST(got.wait());
  BOOST_TEST(tasks.qsize() == 0U);
  BOOST_TEST(!tasks.join(a_while));
  finish.set();
  tasks.join();
  worker->join();
}

MP_QUEUE_CASE("joinable_queue.join.times-out-not-early", requires_("JOINABLE-QUEUE-JOIN-TIMEOUT")) {
  auto tasks = over.joinable_queue<int>();
  BOOST_TEST(tasks.join(0s));
  tasks.put(1);
  const Stopwatch stopwatch;
  BOOST_TEST(!tasks.join(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(!tasks.join(0s));
  BOOST_TEST(!tasks.join(-1s));
  (void)tasks.get();
  BOOST_TEST(!tasks.join(0s));
  tasks.task_done();
  BOOST_TEST(tasks.join(1h));
}

MP_QUEUE_CASE("joinable_queue.task_done.too-often-is-refused", requires_("JOINABLE-QUEUE-TASK-DONE-TOO-OFTEN")) {
  auto tasks = over.joinable_queue<int>();
  BOOST_CHECK_THROW(tasks.task_done(), mp::ValueError);
  tasks.put(1);
  (void)tasks.get();
  tasks.task_done();
  BOOST_CHECK_THROW(tasks.task_done(), mp::ValueError);
  BOOST_TEST(exitcode_of([](mp::JoinableQueue<int> mine) { answer(throws<mp::ValueError>([&] { mine.task_done(); })); },
                         tasks) == yes);
  tasks.join();
}

MP_QUEUE_CASE("joinable_queue.task_done.by-another-process", requires_("JOINABLE-QUEUE-TASK-DONE-ELSEWHERE")) {
  auto tasks = over.joinable_queue<int>();
  tasks.put(1);
  (void)tasks.get();
  BOOST_TEST(exitcode_of([](mp::JoinableQueue<int> mine) { mine.task_done(); }, tasks) == 0);
  tasks.join();
}

MP_QUEUE_CASE("joinable_queue.unfinished.counts-puts-and-dones", requires_("JOINABLE-QUEUE-UNFINISHED")) {
  auto tasks = over.joinable_queue<int>();
  BOOST_TEST(tasks.unfinished() == 0U);
  tasks.put(1);
  tasks.put(2);
  BOOST_TEST(tasks.unfinished() == 2U);
  (void)tasks.get();
  BOOST_TEST(tasks.unfinished() == 2U);
  tasks.task_done();
  BOOST_TEST(tasks.unfinished() == 1U);
  (void)tasks.get();
  tasks.task_done();
  BOOST_TEST(tasks.unfinished() == 0U);
  BOOST_TEST(tasks.abandoned() == 0U);
}

MP_QUEUE_CASE("joinable_queue.unfinished.more-than-a-semaphore-counts", requires_("JOINABLE-QUEUE-MANY"),
              {.limit = 180s}) {
  auto tasks = over.joinable_queue<int>();
  constexpr int many = 40'000;  // semaphores end at 32,767 on some systems
  for (int i = 0; i < many; ++i) {
    tasks.put(i);
    (void)tasks.get();
  }
  BOOST_TEST(tasks.unfinished() == static_cast<std::size_t>(many));
  BOOST_TEST(!tasks.join(0s));
  for (int i = 0; i < many; ++i) {
    tasks.task_done();
  }
  tasks.join();
  BOOST_CHECK_THROW(tasks.task_done(), mp::ValueError);
}

MP_QUEUE_CASE("joinable_queue.shutdown.immediately-nothing-is-unfinished", requires_("JOINABLE-QUEUE-SHUTDOWN")) {
  auto tasks = over.joinable_queue<int>();
  tasks.put(1);
  tasks.put(2);
  (void)tasks.get();
  tasks.shutdown(true);
  BOOST_TEST(tasks.unfinished() == 1U);  // the one that was got
  tasks.task_done();
  tasks.join();
}

}  // namespace conformance
