// SPDX-License-Identifier: BSL-1.0
// Queue::close, join_thread and cancel_join_thread.
#include <stdexcept>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("queue.close.ends-all-use-in-this-process", requires_("QUEUE-CLOSE-THEN-USE")) {
  mp::Queue<int> queue;
  queue.put(1);
  BOOST_TEST(queue.get() == 1);
  queue.close();
  queue.join_thread();
  BOOST_CHECK_THROW(queue.put(2), mp::ValueError);
  BOOST_CHECK_THROW(queue.put_nowait(2), mp::ValueError);
  BOOST_CHECK_THROW((void)queue.get(), mp::ValueError);
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::ValueError);
}

MP_CASE("queue.close.may-be-repeated", requires_("QUEUE-CLOSE-REPEATED")) {
  mp::Queue<int> queue;
  queue.put(1);
  (void)queue.get();
  queue.close();
  BOOST_CHECK_NO_THROW(queue.close());
  queue.join_thread();
  BOOST_CHECK_NO_THROW(queue.join_thread());
}

MP_CASE("queue.close.of-an-unused-queue", requires_("QUEUE-CLOSE-UNUSED")) {
  mp::Queue<int> queue;
  queue.close();
  BOOST_CHECK_NO_THROW(queue.join_thread());
}

MP_CASE("queue.join_thread.before-close-is-refused", requires_("QUEUE-JOIN-THREAD-CLOSED")) {
  mp::Queue<int> queue;
  queue.put(1);
  BOOST_CHECK_THROW(queue.join_thread(), mp::AssertionError);
  BOOST_TEST(queue.get() == 1);
}

MP_CASE("queue.join_thread.everything-is-flushed", requires_("QUEUE-JOIN-THREAD-FLUSHES")) {
  mp::Queue<int> queue;
  mp::Event flushed;
  mp::Event read;
  Child child(
      [](mp::Queue<int> mine, mp::Event done, mp::Event go_on) {
        for (int i = 0; i < 100; ++i) {
          mine.put(i);
        }
        mine.close();
        mine.join_thread();
        done.set();
        (void)go_on.wait();  // all was sent although this process still runs
      },
      queue, flushed, read);
  BOOST_TEST(flushed.wait());
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(queue.get_nowait() == i);
  }
  read.set();
  child->join();
}

MP_CASE("queue.close.elsewhere-changes-nothing-here", requires_("QUEUE-CLOSE-LOCAL")) {
  mp::Queue<int> queue;
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<int> mine) {
                   mine.put(1);
                   mine.close();
                   answer(throws<mp::ValueError>([&] { mine.put(2); }));
                 },
                 queue) == yes);
  queue.put(3);
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(queue.get() == 3);
}

MP_CASE("queue.exit.flushes-what-was-put", requires_("QUEUE-EXIT-FLUSHES")) {
  mp::Queue<int> queue;
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<int> mine) {
                   for (int i = 0; i < 100; ++i) {
                     mine.put(i);
                   }
                   mp::exit(3);  // without close and join_thread
                 },
                 queue) == 3);
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(queue.get_nowait() == i);
  }
}

MP_CASE("queue.exit.flushes-after-an-exception", requires_("QUEUE-EXIT-FLUSHES")) {
  mp::Queue<int> queue;
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<int> mine) {
                   mine.put(1);
                   throw std::runtime_error("on purpose");
                 },
                 queue) == 1);
  BOOST_TEST(queue.get_nowait() == 1);
}

}  // namespace conformance
