// SPDX-License-Identifier: BSL-1.0
// Queue::shutdown and Queue::drain: how a queue ends.
#include <deque>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {

MP_QUEUE_CASE("queue.shutdown.put-is-refused-everywhere", requires_("QUEUE-SHUTDOWN-PUT")) {
  auto queue = over.queue<int>();
  queue.shutdown();
  BOOST_CHECK_THROW(queue.put(1), mp::ShutDown);
  BOOST_CHECK_THROW(queue.put_nowait(1), mp::ShutDown);
  BOOST_TEST(exitcode_of([](mp::Queue<int> mine) { answer(throws<mp::ShutDown>([&] { mine.put(1); })); }, queue) ==
             yes);
  BOOST_TEST(queue.qsize() == 0U);
}

MP_QUEUE_CASE("queue.shutdown.get-takes-what-is-left", requires_("QUEUE-SHUTDOWN-GET")) {
  auto queue = over.queue<int>();
  queue.put(1);
  queue.put(2);
  queue.shutdown();
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(queue.get() == 2);
  BOOST_CHECK_THROW((void)queue.get(), mp::ShutDown);
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::ShutDown);
}

MP_QUEUE_CASE("queue.shutdown.get-takes-what-is-still-being-sent", requires_("QUEUE-SHUTDOWN-GET")) {
  auto queue = over.queue<std::string>();
  for (std::uint32_t i = 0; i < 8; ++i) {
    queue.put(pattern(100'000, i));  // more than is on its way at one time
  }
  queue.shutdown();
  for (std::uint32_t i = 0; i < 8; ++i) {
    BOOST_TEST((queue.get() == pattern(100'000, i)), "item " << i);
  }
  BOOST_CHECK_THROW((void)queue.get(), mp::ShutDown);
}

MP_QUEUE_CASE("queue.shutdown.wakes-gets-that-wait", requires_("QUEUE-SHUTDOWN-WAITING")) {
  auto queue = over.queue<int>();
  auto [ready, says_ready] = mp::Pipe(false);
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back(
        [](mp::Queue<int> mine, mp::Connection ready_now) {
          ready_now.send(1);
          answer(throws<mp::ShutDown>([&] { (void)mine.get(); }));
        },
        queue, says_ready);
    BOOST_TEST(ready.recv<int>() == 1);
  }
  BOOST_TEST(!children.back()->join(a_while));
  queue.shutdown();
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  }
}

MP_QUEUE_CASE("queue.shutdown.wakes-a-put-that-waits", requires_("QUEUE-SHUTDOWN-WAITING")) {
  auto queue = over.queue<int>(1);
  queue.put(1);
  mp::Event trying;
  Child child(
      [](mp::Queue<int> mine, mp::Event begun) {
        begun.set();
        answer(throws<mp::ShutDown>([&] { mine.put(2); }));
      },
      queue, trying);
  BOOST_TEST(trying.wait());
  BOOST_TEST(!child->join(a_while));
  queue.shutdown();
  child->join();
  BOOST_TEST(child->exitcode() == yes);
  BOOST_TEST(queue.get() == 1);
}

MP_QUEUE_CASE("queue.shutdown.immediately-nothing-is-left", requires_("QUEUE-SHUTDOWN-IMMEDIATE")) {
  auto queue = over.queue<int>();
  queue.put(1);
  queue.put(2);
  queue.shutdown(true);
  BOOST_CHECK_THROW((void)queue.get(), mp::ShutDown);
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::ShutDown);
  BOOST_CHECK_THROW(queue.put(3), mp::ShutDown);
  BOOST_TEST(queue.qsize() == 0U);
}

MP_QUEUE_CASE("queue.shutdown.immediately-ends-processes-that-flush", requires_("QUEUE-SHUTDOWN-IMMEDIATE")) {
  auto queue = over.queue<std::string>();
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back(
        [](mp::Queue<std::string> mine) {
          for (std::uint32_t number = 0; number < 3; ++number) {
            mine.put(pattern(500'000, number));
          }
        },
        queue);
  }
  while (queue.qsize() != 9) {
    BOOST_TEST_REQUIRE(!children.front()->join(a_while));  // nobody reads
  }
  queue.shutdown(true);
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == 0);
  }
  BOOST_TEST(queue.qsize() == 0U);
}

MP_QUEUE_CASE("queue.shutdown.may-be-repeated-and-become-immediate", requires_("QUEUE-SHUTDOWN-IMMEDIATE")) {
  auto queue = over.queue<int>();
  queue.put(1);
  queue.shutdown();
  queue.shutdown();
  queue.shutdown(true);
  queue.shutdown();
  BOOST_CHECK_THROW((void)queue.get(), mp::ShutDown);
  queue.close();
  BOOST_CHECK_THROW(queue.shutdown(), mp::ValueError);
}

MP_QUEUE_CASE("queue.drain.what-is-there-in-order", requires_("QUEUE-DRAIN")) {
  auto queue = over.queue<int>();
  for (int i = 0; i < 10; ++i) {
    queue.put(i);
  }
  std::vector<int> seen;
  for (auto& item : queue.drain()) {
    seen.push_back(item);
  }
  BOOST_TEST((seen == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  BOOST_TEST(queue.empty());
  for (const auto& item : queue.drain()) {
    BOOST_ERROR("there is a " << item);
  }
}

MP_QUEUE_CASE("queue.drain.waits-for-each-item", requires_("QUEUE-DRAIN")) {
  auto queue = over.queue<int>();
  mp::Event go;
  Child child(
      [](mp::Queue<int> mine, mp::Event start) {
        (void)start.wait();
        mine.put(1);
        mine.put(2);
      },
      queue, go);
  std::vector<int> seen;
  go.set();
  for (const auto& item : queue.drain(1h)) {
    seen.push_back(item);
    if (seen.size() == 2) {
      break;
    }
  }
  BOOST_TEST((seen == std::vector<int>{1, 2}));
  child->join();
}

MP_QUEUE_CASE("queue.drain.ends-with-the-queue", requires_("QUEUE-DRAIN-SHUTDOWN")) {
  auto tasks = over.queue<int>();
  auto sums = over.queue<int>();
  std::deque<Child> workers;
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back(
        [](mp::Queue<int> in, mp::Queue<int> out) {
          int sum = 0;
          for (const auto& task : in.drain(std::nullopt)) {
            sum += task;
          }
          out.put(sum);
        },
        tasks, sums);
  }
  for (int i = 1; i <= 100; ++i) {
    tasks.put(i);
  }
  tasks.shutdown();
  BOOST_TEST(sums.get() + sums.get() + sums.get() == 100 * 101 / 2);
  for (auto& worker : workers) {
    worker->join();
    BOOST_TEST(worker->exitcode() == 0);
  }
}

}  // namespace conformance
