// SPDX-License-Identifier: BSL-1.0
// Queue::get: an empty queue, ways to ask, and what is said of sizes.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {

MP_QUEUE_CASE("queue.get.empty-without-waiting", requires_("QUEUE-GET-EMPTY")) {
  auto queue = over.queue<int>();
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::Empty);
  BOOST_CHECK_THROW((void)queue.get(0s), mp::Empty);
  BOOST_CHECK_THROW((void)queue.get(-1s), mp::Empty);
  BOOST_TEST(!queue.try_get().has_value());
}

MP_QUEUE_CASE("queue.get.timeout-raises-empty", requires_("QUEUE-GET-TIMEOUT-EMPTY")) {
  auto queue = over.queue<int>();
  const Stopwatch stopwatch;
  BOOST_CHECK_THROW((void)queue.get(a_while), mp::Empty);
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  queue.put(1);
  BOOST_TEST(queue.get(1h) == 1);
}

MP_QUEUE_CASE("queue.get.timeout-while-another-process-waits", requires_("QUEUE-GET-TIMEOUT-EMPTY")) {
  auto queue = over.queue<int>();
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Queue<int> mine, mp::Connection ready) {
        ready.send(1);
        mp::exit(mine.get());
      },
      queue, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  const Stopwatch stopwatch;
  BOOST_CHECK_THROW((void)queue.get(a_while), mp::Empty);
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  queue.put(12);
  child->join();
  BOOST_TEST(child->exitcode() == 12);
}

MP_QUEUE_CASE("queue.get.waits-for-an-item", requires_("QUEUE-GET-WAITS")) {
  auto queue = over.queue<int>();
  mp::Event go;
  Child child(
      [](mp::Queue<int> mine, mp::Event start) {
        (void)start.wait();
        mine.put(8);
      },
      queue, go);
  BOOST_CHECK_THROW((void)queue.get(a_while), mp::Empty);
  go.set();
  BOOST_TEST(queue.get() == 8);
  child->join();
}

MP_QUEUE_CASE("queue.get.block-false-tries-once", requires_("QUEUE-BLOCK-FALSE")) {
  auto queue = over.queue<int>(1);
  queue.put(1, true);
  BOOST_CHECK_THROW(queue.put(2, false), mp::Full);
  BOOST_CHECK_THROW(queue.put(2, false, 1h), mp::Full);
  const Stopwatch stopwatch;
  BOOST_CHECK_THROW(queue.put(2, true, a_while), mp::Full);
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(queue.get(true, 1h) == 1);
  BOOST_CHECK_THROW((void)queue.get(false), mp::Empty);
  BOOST_CHECK_THROW((void)queue.get(false, 1h), mp::Empty);
}

MP_QUEUE_CASE("queue.qsize.counts-puts-and-gets", requires_("QUEUE-QSIZE")) {
  auto queue = over.queue<int>();
  BOOST_TEST(queue.qsize() == 0U);
  queue.put(1);
  BOOST_TEST(queue.qsize() == 1U);
  queue.put(5);
  BOOST_TEST(queue.qsize() == 2U);
  (void)queue.get();
  BOOST_TEST(queue.qsize() == 1U);
  (void)queue.get();
  BOOST_TEST(queue.qsize() == 0U);
}

MP_QUEUE_CASE("queue.qsize.in-several-processes", requires_("QUEUE-QSIZE")) {
  auto queue = over.queue<int>();
  for (int i = 0; i < 3; ++i) {
    queue.put(i);
  }
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<int> mine) {
                   (void)mine.get();
                   mine.put(3);
                   mine.put(4);
                   answer(mine.qsize() == 4);
                 },
                 queue) == yes);
  BOOST_TEST(queue.qsize() == 4U);
}

MP_QUEUE_CASE("queue.name.is-given-or-counted", requires_("QUEUE-NAME")) {
  auto options = over.options();
  const mp::Queue<int> first(options);
  const mp::Queue<int> second(options);
  BOOST_TEST(first.name() != second.name());
  options.name = "parcels";
  const mp::Queue<int> named(options);
  BOOST_TEST(named.name() == "parcels");
  BOOST_TEST(exitcode_of([](mp::Queue<int> mine) { answer(mine.name() == "parcels"); }, named) == yes);
}

MP_QUEUE_CASE("queue.empty.and-full-at-rest", requires_("QUEUE-EMPTY", "QUEUE-FULL")) {
  auto queue = over.queue<int>(2);
  BOOST_TEST(queue.empty());
  BOOST_TEST(!queue.full());
  queue.put(1);
  BOOST_TEST(!queue.full());
  queue.put(2);
  BOOST_TEST(queue.full());
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(!queue.full());
  BOOST_TEST(queue.get() == 2);
  BOOST_TEST(queue.empty());
}

MP_QUEUE_CASE("queue.empty.false-for-items-of-a-child", requires_("QUEUE-EMPTY")) {
  auto queue = over.queue<int>();
  BOOST_TEST(exitcode_of([](mp::Queue<int> mine) { mine.put(1); }, queue) == 0);
  BOOST_TEST(!queue.empty());  // it was flushed before the child ended
  BOOST_TEST(queue.qsize() == 1U);
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(queue.empty());
}

}  // namespace conformance
