// SPDX-License-Identifier: BSL-1.0
// Queue::get: an empty queue, and what is said of sizes.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("queue.get.empty-without-waiting", requires_("QUEUE-GET-EMPTY")) {
  mp::Queue<int> queue;
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::Empty);
  BOOST_CHECK_THROW((void)queue.get(0s), mp::Empty);
  BOOST_CHECK_THROW((void)queue.get(-1s), mp::Empty);
  BOOST_TEST(!queue.try_get().has_value());
}

MP_CASE("queue.get.timeout-raises-empty", requires_("QUEUE-GET-TIMEOUT-EMPTY")) {
  mp::Queue<int> queue;
  const Stopwatch stopwatch;
  BOOST_CHECK_THROW((void)queue.get(a_while), mp::Empty);
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  queue.put(1);
  BOOST_TEST(queue.get(1h) == 1);
}

MP_CASE("queue.get.timeout-while-another-process-waits", requires_("QUEUE-GET-TIMEOUT-EMPTY")) {
  mp::Queue<int> queue;
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

MP_CASE("queue.get.waits-for-an-item", requires_("QUEUE-GET-WAITS")) {
  mp::Queue<int> queue;
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

MP_CASE("queue.qsize.counts-puts-and-gets", requires_("QUEUE-QSIZE")) {
  mp::Queue<int> queue;
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

MP_CASE("queue.empty.and-full-at-rest", requires_("QUEUE-EMPTY", "QUEUE-FULL")) {
  mp::Queue<int> queue(2);
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

MP_CASE("queue.empty.false-for-items-of-a-child", requires_("QUEUE-EMPTY")) {
  mp::Queue<int> queue;
  BOOST_TEST(exitcode_of([](mp::Queue<int> mine) { mine.put(1); }, queue) == 0);
  BOOST_TEST(!queue.empty());  // it was flushed before the child ended
  BOOST_TEST(queue.qsize() == 1U);
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(queue.empty());
}

}  // namespace conformance
