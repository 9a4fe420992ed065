// SPDX-License-Identifier: BSL-1.0
// Event: a flag that processes wait for.
#include <deque>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void wait_and_tell(mp::Event event, mp::Connection ready) {
  ready.send(1);
  answer(event.wait());
}

}  // namespace

MP_CASE("event.is_set.from-set-to-clear", requires_("EVENT-SET", "EVENT-CLEAR")) {
  mp::Event event;
  BOOST_TEST(!event.is_set());
  event.set();
  BOOST_TEST(event.is_set());
  event.set();
  BOOST_TEST(event.is_set());
  event.clear();
  BOOST_TEST(!event.is_set());
  event.clear();
  BOOST_TEST(!event.is_set());
}

MP_CASE("event.wait.timeout-is-false-and-not-early", requires_("EVENT-WAIT-TIMEOUT")) {
  mp::Event event;
  BOOST_TEST(!event.wait(0s));
  BOOST_TEST(!event.wait(-1s));
  const Stopwatch stopwatch;
  BOOST_TEST(!event.wait(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
}

MP_CASE("event.wait.true-once-set", requires_("EVENT-WAIT-SET")) {
  mp::Event event;
  event.set();
  BOOST_TEST(event.wait());
  BOOST_TEST(event.wait(0s));
  BOOST_TEST(event.wait(1h));
  event.clear();
  BOOST_TEST(!event.wait(0s));
}

MP_CASE("event.wait.until-another-process-sets", requires_("EVENT-PROCESSES")) {
  mp::Event go;
  mp::Event done;
  Child child(
      [](mp::Event start, mp::Event end) {
        (void)start.wait();
        end.set();
      },
      go, done);
  BOOST_TEST(!done.wait(a_while));
  go.set();
  BOOST_TEST(done.wait());
  child->join();
}

MP_CASE("event.wait.clear-makes-it-wait-again", requires_("EVENT-CLEAR")) {
  mp::Event event;
  event.set();
  event.clear();
  mp::Event go;
  Child child(
      [](mp::Event start, mp::Event flag) {
        (void)start.wait();
        flag.set();
      },
      go, event);
  BOOST_TEST(!event.wait(a_while));
  go.set();
  BOOST_TEST(event.wait());
  child->join();
}

MP_CASE("event.set.wakes-all-waiters", requires_("EVENT-SET-WAKES-ALL")) {
  mp::Event event;
  auto [reader, writer] = mp::Pipe(false);
  std::deque<Child> children;
  for (int i = 0; i < 5; ++i) {
    children.emplace_back(&wait_and_tell, event, writer);
    BOOST_TEST(reader.recv<int>() == 1);
  }
  BOOST_TEST(!children.back()->join(a_while));
  event.set();
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  }
}

MP_CASE("event.clear.by-a-child-is-seen", requires_("EVENT-PROCESSES")) {
  mp::Event event;
  event.set();
  BOOST_TEST(exitcode_of(
                 [](mp::Event mine) {
                   const bool was_set = mine.is_set();
                   mine.clear();
                   answer(was_set);
                 },
                 event) == yes);
  BOOST_TEST(!event.is_set());
}

MP_CASE("event.set.waiter-was-killed", requires_("EVENT-WAITER-KILLED")) {
  mp::Event event;
  auto [reader, writer] = mp::Pipe(false);
  Child victim(&wait_and_tell, event, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  Child other(&wait_and_tell, event, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(!victim->join(a_while));
  victim->kill();
  victim->join();
  event.set();  // does not wait for the dead
  other->join();
  BOOST_TEST(other->exitcode() == yes);
}

}  // namespace conformance
