// SPDX-License-Identifier: BSL-1.0
// Queue::close, join_thread and cancel_join_thread.
#include <stdexcept>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {

MP_QUEUE_CASE("queue.close.ends-all-use-in-this-process", requires_("QUEUE-CLOSE-THEN-USE")) {
  auto queue = over.queue<int>();
  queue.put(1);
  BOOST_TEST(queue.get() == 1);
  queue.close();
  queue.join_thread();
  BOOST_CHECK_THROW(queue.put(2), mp::ValueError);
  BOOST_CHECK_THROW(queue.put_nowait(2), mp::ValueError);
  BOOST_CHECK_THROW((void)queue.get(), mp::ValueError);
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::ValueError);
}

MP_QUEUE_CASE("queue.close.may-be-repeated", requires_("QUEUE-CLOSE-REPEATED")) {
  auto queue = over.queue<int>();
  queue.put(1);
  (void)queue.get();
  queue.close();
  BOOST_CHECK_NO_THROW(queue.close());
  queue.join_thread();
  BOOST_CHECK_NO_THROW(queue.join_thread());
}

MP_QUEUE_CASE("queue.close.of-an-unused-queue", requires_("QUEUE-CLOSE-UNUSED")) {
  auto queue = over.queue<int>();
  queue.close();
  BOOST_CHECK_NO_THROW(queue.join_thread());
}

MP_QUEUE_CASE("queue.empty.of-a-closed-queue", requires_("QUEUE-EMPTY-CLOSED")) {
  auto unused = over.queue<int>();
  unused.close();
  unused.join_thread();
  BOOST_TEST(unused.empty());
  auto used = over.queue<int>();
  used.put(1);
  BOOST_TEST(used.get() == 1);
  used.close();
  used.join_thread();
  BOOST_CHECK_THROW((void)used.empty(), mp::OSError);
}

MP_QUEUE_CASE("queue.join_thread.before-close-is-refused", requires_("QUEUE-JOIN-THREAD-CLOSED")) {
  auto queue = over.queue<int>();
  queue.put(1);
  BOOST_CHECK_THROW(queue.join_thread(), mp::AssertionError);
  BOOST_TEST(queue.get() == 1);
}

MP_QUEUE_CASE("queue.join_thread.everything-is-flushed", requires_("QUEUE-JOIN-THREAD-FLUSHES")) {
  auto queue = over.queue<int>();
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

MP_QUEUE_CASE("queue.close.elsewhere-changes-nothing-here", requires_("QUEUE-CLOSE-LOCAL")) {
  auto queue = over.queue<int>();
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

MP_QUEUE_CASE("queue.exit.flushes-what-exit-handlers-put", requires_("QUEUE-EXIT-HANDLER")) {
  auto used = over.queue<int>();
  auto fresh = over.queue<int>();
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<int> has_put, mp::Queue<int> has_not) {
                   has_put.put(1);
                   mp::at_exit([=]() mutable {
                     has_put.put(2);
                     has_not.put(3);
                   });
                 },
                 used, fresh) == 0);
  BOOST_TEST(used.get_nowait() == 1);
  BOOST_TEST(used.get_nowait() == 2);
  BOOST_TEST(fresh.get_nowait() == 3);
}

MP_QUEUE_CASE("queue.exit.flushes-what-was-put", requires_("QUEUE-EXIT-FLUSHES")) {
  auto queue = over.queue<int>();
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

MP_QUEUE_CASE("queue.exit.flushes-after-an-exception", requires_("QUEUE-EXIT-FLUSHES")) {
  auto queue = over.queue<int>();
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<int> mine) {
                   mine.put(1);
                   throw std::runtime_error("on purpose");
                 },
                 queue) == 1);
  BOOST_TEST(queue.get_nowait() == 1);
}

}  // namespace conformance
