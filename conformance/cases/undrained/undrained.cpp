// SPDX-License-Identifier: BSL-1.0
// Gotcha: a process does not end before its queued items are flushed, so join can wait for a reader that never comes.
#include <deque>
#include <string>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {
namespace {

constexpr std::size_t million = 1'000'000;

void put_much(mp::Queue<std::string> queue) { queue.put(pattern(million)); }

}  // namespace

MP_QUEUE_CASE("undrained.join.times-out-instead-of-hanging", requires_("UNDRAINED-JOIN-TIMEOUT")) {
  auto queue = over.queue<std::string>();
  mp::Event put;
  Child child(
      [](mp::Queue<std::string> mine, mp::Event done) {
        put_much(mine);
        done.set();
      },
      queue, put);
  BOOST_TEST(put.wait());
  BOOST_TEST(!child->join(a_while));  // it flushes, and nobody reads
  BOOST_TEST(child->is_alive());
  BOOST_TEST((queue.get() == pattern(million)));
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_QUEUE_CASE("undrained.flushing.tells-what-and-where", requires_("UNDRAINED-FLUSHING")) {
  auto options = over.options();
  options.name = "parcels";
  mp::Queue<std::string> queue(options);
  mp::Event go;
  Child child(
      [](mp::Queue<std::string> mine, mp::Event start) {
        put_much(mine);
        mine.put("the last");
        (void)start.wait();
      },
      queue, go);
  BOOST_TEST(!child->join(a_while));
  BOOST_TEST(child->flushing().empty());  // it works
  go.set();
  while (child->flushing().empty()) {
    BOOST_TEST_REQUIRE(!child->join(a_while));
  }
  const auto flushing = child->flushing();
  BOOST_TEST(flushing.size() == 1U);
  BOOST_TEST(flushing[0].queue == "parcels");
  BOOST_TEST(flushing[0].items == 2U);
  BOOST_TEST(flushing[0].bytes >= million);
  BOOST_TEST((queue.get() == pattern(million)));
  BOOST_TEST(queue.get() == "the last");
  child->join();
  BOOST_TEST(child->flushing().empty());
}

MP_QUEUE_CASE("undrained.flushing.nothing-of-the-dead", requires_("UNDRAINED-FLUSHING")) {
  auto queue = over.queue<std::string>();
  Child child(&put_much, queue);
  while (child->flushing().empty()) {
    BOOST_TEST_REQUIRE(!child->join(a_while));
  }
  child->kill();
  child->join();
  BOOST_TEST(child->flushing().empty());
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::Empty);  // half a message is none
  BOOST_TEST(queue.qsize() == 0U);
}

MP_QUEUE_CASE("undrained.drain-then-join.works", requires_("UNDRAINED-DRAIN-FIRST")) {
  auto queue = over.queue<std::string>();
  Child child(&put_much, queue);
  BOOST_TEST((queue.get() == pattern(million)));
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_QUEUE_CASE("undrained.drain-then-join.by-a-loop", requires_("UNDRAINED-DRAIN-FIRST", "QUEUE-DRAIN")) {
  auto queue = over.queue<std::string>();
  mp::Event put;
  Child child(
      [](mp::Queue<std::string> mine, mp::Event done) {
        for (int i = 0; i < 3; ++i) {
          put_much(mine);
        }
        done.set();
      },
      queue, put);
  BOOST_TEST(put.wait());
  int whole = 0;
  for (const auto& item : queue.drain()) {
    whole += item == pattern(million) ? 1 : 0;
  }
  BOOST_TEST(whole == 3);  // not only what had come by then
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_QUEUE_CASE("undrained.drain-then-join.of-several-children", requires_("UNDRAINED-DRAIN-FIRST")) {
  auto queue = over.queue<std::string>();
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back(&put_much, queue);
  }
  for (std::size_t i = 0; i < children.size(); ++i) {
    BOOST_TEST((queue.get() == pattern(million)));
  }
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == 0);
  }
}

MP_QUEUE_CASE("undrained.cancel_join_thread.lets-the-process-end", requires_("UNDRAINED-CANCEL")) {
  auto queue = over.queue<std::string>();
  Child child(
      [](mp::Queue<std::string> mine) {
        mine.cancel_join_thread();
        put_much(mine);
        answer(true);
      },
      queue);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

MP_QUEUE_CASE("undrained.cancel_join_thread.after-the-put", requires_("UNDRAINED-CANCEL")) {
  auto queue = over.queue<std::string>();
  Child child(
      [](mp::Queue<std::string> mine) {
        for (int i = 0; i < 5; ++i) {
          put_much(mine);
        }
        mine.close();
        mine.cancel_join_thread();
        answer(true);
      },
      queue);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

MP_QUEUE_CASE("undrained.cancel_join_thread.the-queue-serves-others", requires_("UNDRAINED-CANCEL-OTHERS")) {
  auto queue = over.queue<std::string>();
  BOOST_TEST(exitcode_of(
                 [](mp::Queue<std::string> mine) {
                   mine.cancel_join_thread();
                   put_much(mine);
                 },
                 queue) == 0);
  Child child([](mp::Queue<std::string> mine) { mine.put("the last"); }, queue);
  std::string item;
  int whole = 0;
  while ((item = queue.get()) != "the last") {
    BOOST_TEST((item == pattern(million)));  // what did arrive is whole
    ++whole;
  }
  observe("arrived in spite of it", whole);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_QUEUE_CASE("undrained.kill.ends-a-process-that-flushes", requires_("UNDRAINED-KILL")) {
  auto queue = over.queue<std::string>();
  mp::Event put;
  Child child(
      [](mp::Queue<std::string> mine, mp::Event done) {
        put_much(mine);
        done.set();
      },
      queue, put);
  BOOST_TEST(put.wait());
  BOOST_TEST(!child->join(a_while));
  child->kill();
  child->join();
  BOOST_TEST(child->exitcode().value() < 0);
}

MP_QUEUE_CASE("undrained.exit.a-parent-waits-for-its-flushing-child", requires_("UNDRAINED-PARENT-EXIT")) {
  auto queue = over.queue<std::string>();
  Child child(
      [](mp::Queue<std::string> mine) {
        mp::Process(&put_much, mine).start();  // not joined: the end of this process does it
      },
      queue);
  BOOST_TEST(!child->join(a_while));
  BOOST_TEST((queue.get() == pattern(million)));
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

}  // namespace conformance
