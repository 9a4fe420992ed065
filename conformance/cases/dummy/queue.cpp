// SPDX-License-Identifier: BSL-1.0
// Queues among threads.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/dummy/dummy.hpp"

namespace conformance {

namespace dummy = mp::dummy;

MP_CASE("dummy.queue.full-and-empty", requires_("DUMMY-QUEUE")) {
  dummy::Queue<int> queue(3);
  BOOST_TEST(queue.empty());
  BOOST_TEST(!queue.full());
  queue.put(1);
  queue.put(2, 1h);
  queue.put_nowait(3);
  BOOST_TEST(queue.full());
  BOOST_TEST(!queue.empty());
  BOOST_TEST(queue.qsize() == 3U);
  BOOST_CHECK_THROW(queue.put_nowait(4), dummy::Full);
  const Stopwatch putting;
  BOOST_CHECK_THROW(queue.put(4, a_while), dummy::Full);
  BOOST_TEST(putting.elapsed() >= a_while);
  dummy::Process child([](dummy::Queue<int> mine) { mine.put(4); }, queue);
  child.start();
  for (int i = 1; i <= 4; ++i) BOOST_TEST(queue.get() == i);
  child.join();
  BOOST_CHECK_THROW((void)queue.get_nowait(), dummy::Empty);
  const Stopwatch getting;
  BOOST_CHECK_THROW((void)queue.get(a_while), dummy::Empty);
  BOOST_TEST(getting.elapsed() >= a_while);
  BOOST_TEST(queue.empty());
  BOOST_CHECK_THROW((void)queue.get(false, 1h), dummy::Empty);
  for (int i = 1; i <= 3; ++i) queue.put(i, true);
  BOOST_CHECK_THROW(queue.put(4, false, 1h), dummy::Full);
  std::vector<int> drained;
  for (const int item : queue.drain()) drained.push_back(item);
  BOOST_TEST(drained == (std::vector<int>{1, 2, 3}));
}

MP_CASE("dummy.queue.closed", requires_("DUMMY-QUEUE-CLOSE")) {
  dummy::Queue<int> queue;
  auto other = queue;
  BOOST_CHECK_THROW(queue.join_thread(), dummy::AssertionError);
  queue.put(1);
  queue.close();
  queue.close();
  queue.join_thread();
  BOOST_CHECK_THROW(queue.put(2), dummy::ValueError);
  BOOST_CHECK_THROW((void)queue.get(), dummy::ValueError);
  BOOST_CHECK_THROW((void)queue.empty(), dummy::OSError);
  BOOST_TEST(other.get() == 1);
}

MP_CASE("dummy.queue.shut-down", requires_("DUMMY-QUEUE-SHUTDOWN")) {
  dummy::Queue<int> queue(1);
  queue.put(1);
  dummy::Queue<bool> told;
  dummy::Process waiting([](dummy::Queue<int> mine,
                            dummy::Queue<bool> answer) { answer.put(throws<dummy::ShutDown>([&] { mine.put(2); })); },
                         queue, told);
  waiting.start();
  BOOST_TEST(!told.try_get(a_while).has_value());
  queue.shutdown();
  BOOST_TEST(told.get());
  waiting.join();
  BOOST_CHECK_THROW(queue.put(3), dummy::ShutDown);
  BOOST_TEST(queue.get() == 1);
  BOOST_CHECK_THROW((void)queue.get(), dummy::ShutDown);
  dummy::JoinableQueue<int> dropped;
  dropped.put(1);
  dropped.shutdown(true);
  BOOST_CHECK_THROW((void)dropped.get(), dummy::ShutDown);
  BOOST_TEST(dropped.unfinished() == 0U);
}

MP_CASE("dummy.simple_queue.in-order", requires_("DUMMY-QUEUE")) {
  dummy::SimpleQueue<int> queue;
  BOOST_TEST(queue.empty());
  dummy::Process child(
      [](dummy::SimpleQueue<int> mine) {
        for (int i = 0; i < 3; ++i) mine.put(i);
      },
      queue);
  child.start();
  for (int i = 0; i < 3; ++i) BOOST_TEST(queue.get() == i);
  child.join();
  queue.close();
  queue.close();
  BOOST_CHECK_THROW((void)queue.empty(), dummy::OSError);
}

MP_CASE("dummy.joinable_queue.joined-when-all-is-done", requires_("DUMMY-QUEUE-JOINABLE")) {
  dummy::JoinableQueue<int> queue;
  dummy::Value<int> done(0);
  std::vector<dummy::Process> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back(
        [](dummy::JoinableQueue<int> mine, dummy::Value<int> count) {
          for (int item = mine.get(); item >= 0; item = mine.get()) {
            count.update([](int& value) { ++value; });
            mine.task_done();
          }
          mine.task_done();
        },
        queue, done);
  }
  for (int i = 0; i < 10; ++i) queue.put(i);
  BOOST_TEST(!queue.join(a_while));
  for (auto& worker : workers) worker.start();
  queue.join();
  BOOST_TEST(done.get() == 10);
  for (std::size_t i = 0; i < workers.size(); ++i) queue.put(-1);
  for (auto& worker : workers) worker.join();
  queue.join();
  BOOST_CHECK_THROW(queue.task_done(), dummy::ValueError);
}

}  // namespace conformance
