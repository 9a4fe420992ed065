// SPDX-License-Identifier: BSL-1.0
// Queue::put and Queue::get: order, bounds, time limits.
#include <map>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {
namespace {

struct Order {
  std::string customer;
  std::map<std::string, int> goods;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(customer, goods);
  }
  bool operator==(const Order&) const = default;
};

}  // namespace

MP_QUEUE_CASE("queue.put.first-in-first-out", requires_("QUEUE-FIFO")) {
  auto queue = over.queue<int>();
  for (int i = 0; i < 100; ++i) {
    queue.put(i);
  }
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(queue.get() == i);
  }
}

MP_QUEUE_CASE("queue.put.in-a-child-get-in-the-parent", requires_("QUEUE-PROCESSES", "QUEUE-FIFO")) {
  auto queue = over.queue<int>();
  Child child(
      [](mp::Queue<int> mine) {
        for (int i = 0; i < 1000; ++i) {
          mine.put(i);
        }
      },
      queue);
  int wrong = 0;
  for (int i = 0; i < 1000; ++i) {
    wrong += queue.get() == i ? 0 : 1;
  }
  BOOST_TEST(wrong == 0);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_QUEUE_CASE("queue.put.in-the-parent-get-in-a-child", requires_("QUEUE-PROCESSES")) {
  auto questions = over.queue<int>();
  auto answers = over.queue<int>();
  Child child(
      [](mp::Queue<int> in, mp::Queue<int> out) {
        for (int item = in.get(); item != 0; item = in.get()) {
          out.put(item * item);
        }
      },
      questions, answers);
  for (const int number : {5, 6, 7, 0}) {
    questions.put(number);
  }
  BOOST_TEST(answers.get() == 25);
  BOOST_TEST(answers.get() == 36);
  BOOST_TEST(answers.get() == 49);
  child->join();
}

MP_QUEUE_CASE("queue.put.before-and-after-start-arrives-in-order", requires_("QUEUE-FEEDER-FORK")) {
  auto queue = over.queue<int>();
  for (int i = 0; i < 5; ++i) {
    queue.put(i);  // the feeder of this process runs when the child is made
  }
  Child child(
      [](mp::Queue<int> mine) {
        for (int i = 5; i < 10; ++i) {
          mine.put(i);
        }
      },
      queue);
  child->join();
  std::map<int, int> seen;
  for (int i = 0; i < 10; ++i) {
    ++seen[queue.get()];
  }
  BOOST_TEST(seen.size() == 10U);  // each once: the child did not send the parent's items again
  BOOST_CHECK_THROW((void)queue.get(a_while), mp::Empty);
}

MP_QUEUE_CASE("queue.put.user-types", requires_("QUEUE-USER-TYPES")) {
  auto queue = over.queue<Order>();
  const Order order{"Ada", {{"apples", 3}, {"pears", 0}}};
  Child child([](mp::Queue<Order> in, mp::Queue<Order> out) { out.put(in.get()); }, queue, queue);
  queue.put(order);
  child->join();
  BOOST_TEST((queue.get() == order));
}

MP_QUEUE_CASE("queue.put.large-items", requires_("QUEUE-LARGE")) {
  auto queue = over.queue<std::string>();
  Child child(
      [](mp::Queue<std::string> mine) {
        for (std::uint32_t i = 0; i < 4; ++i) {
          mine.put(pattern(1'000'000 + i, i));
        }
      },
      queue);
  for (std::uint32_t i = 0; i < 4; ++i) {
    BOOST_TEST((queue.get() == pattern(1'000'000 + i, i)), "item " << i);
  }
  child->join();
}

MP_QUEUE_CASE("queue.put.does-not-wait-for-a-reader", requires_("QUEUE-PUT-NEVER-BLOCKS")) {
  auto queue = over.queue<std::string>();
  for (std::uint32_t i = 0; i < 64; ++i) {
    queue.put(pattern(100'000, i));  // far more than any pipe holds, and nobody reads
  }
  for (std::uint32_t i = 0; i < 64; ++i) {
    BOOST_TEST((queue.get() == pattern(100'000, i)), "item " << i);
  }
}

MP_QUEUE_CASE("queue.put.full-without-waiting", requires_("QUEUE-PUT-FULL")) {
  auto queue = over.queue<int>(2);
  queue.put(1);
  queue.put_nowait(2);
  BOOST_CHECK_THROW(queue.put_nowait(3), mp::Full);
  BOOST_CHECK_THROW(queue.put(3, 0s), mp::Full);
  BOOST_CHECK_THROW(queue.put(3, -1s), mp::Full);
  BOOST_TEST(!queue.try_put(3));
  BOOST_TEST(queue.get() == 1);
  queue.put(4);
  BOOST_TEST(queue.get() == 2);
  BOOST_TEST(queue.get() == 4);
}

MP_QUEUE_CASE("queue.put.timeout-raises-full-not-early", requires_("QUEUE-PUT-TIMEOUT-FULL")) {
  auto queue = over.queue<int>(1);
  queue.put(1);
  const Stopwatch stopwatch;
  BOOST_CHECK_THROW(queue.put(2, a_while), mp::Full);
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(queue.get() == 1);
}

MP_QUEUE_CASE("queue.put.waits-for-room", requires_("QUEUE-PUT-WAITS")) {
  auto queue = over.queue<int>(1);
  mp::Event stuffed;
  Child child(
      [](mp::Queue<int> mine, mp::Event full) {
        mine.put(1);
        full.set();
        mine.put(2);
        mine.put(3);
      },
      queue, stuffed);
  BOOST_TEST(stuffed.wait());
  BOOST_TEST(!child->join(a_while));
  for (const int expected : {1, 2, 3}) {
    BOOST_TEST(queue.get() == expected);
  }
  child->join();
}

MP_QUEUE_CASE("queue.put.bound-holds-for-all-processes", requires_("QUEUE-BOUND-SHARED")) {
  auto queue = over.queue<int>(3);
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<int> mine) {
                   mine.put(1);
                   mine.put(2);
                   mine.put(3);
                 },
                 queue) == 0);
  BOOST_CHECK_THROW(queue.put_nowait(4), mp::Full);
  BOOST_TEST(queue.get() == 1);
  queue.put_nowait(4);
  BOOST_TEST(exitcode_of([](mp::Queue<int> mine) { answer(throws<mp::Full>([&] { mine.put_nowait(5); })); }, queue) ==
             yes);
  for (const int expected : {2, 3, 4}) {
    BOOST_TEST(queue.get() == expected);
  }
}

}  // namespace conformance
