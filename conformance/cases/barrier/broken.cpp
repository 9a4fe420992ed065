// SPDX-License-Identifier: BSL-1.0
// Barrier: broken by those who use it, and made whole.
#include <deque>
#include <stdexcept>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

bool is_broken_for(mp::Barrier& barrier) {
  return throws<mp::BrokenBarrierError>([&] { (void)barrier.wait(); });
}

// A party that is sent away.
void be_sent_away(mp::Barrier barrier) { answer(is_broken_for(barrier)); }

// A party that is sent away, comes again, and passes.
void come_twice(mp::Barrier barrier, mp::Semaphore sent_away, mp::Event again) {
  const bool broken = is_broken_for(barrier);
  sent_away.release();
  (void)again.wait();
  answer(broken && barrier.wait() < barrier.parties());
}

void await(mp::Barrier& barrier, std::size_t come) {
  mp::Event pause;
  while (barrier.n_waiting() < come) pause.wait(1ms);
}

void expect_yes(std::deque<Child>& children) {
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  }
}

}  // namespace

MP_CASE("barrier.abort.breaks-it-for-all", requires_("BARRIER-ABORT")) {
  mp::Barrier barrier(4);
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) children.emplace_back(&be_sent_away, barrier);
  await(barrier, 3);
  BOOST_TEST(!barrier.broken());
  barrier.abort();
  expect_yes(children);
  BOOST_TEST(barrier.broken());
  BOOST_TEST(barrier.n_waiting() == 0U);
  BOOST_TEST(is_broken_for(barrier));  // and for those who come later
  barrier.abort();
  BOOST_TEST(exitcode_of(&be_sent_away, barrier) == yes);
}

MP_CASE("barrier.reset.sends-away-and-serves-again", requires_("BARRIER-RESET")) {
  mp::Barrier barrier(4);
  mp::Semaphore sent_away(0);
  mp::Event again;
  again.set();
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) children.emplace_back(&come_twice, barrier, sent_away, again);
  await(barrier, 3);
  barrier.reset();
  for (int i = 0; i < 3; ++i) BOOST_TEST(sent_away.acquire());
  BOOST_TEST(!barrier.broken());
  BOOST_TEST(barrier.wait() < 4U);
  expect_yes(children);
  barrier.reset();  // nobody waits: nothing changes
  BOOST_TEST(!barrier.broken());
}

MP_CASE("barrier.reset.after-abort-makes-it-whole", requires_("BARRIER-ABORT-RESET")) {
  mp::Barrier barrier(3);
  mp::Semaphore sent_away(0);
  mp::Event again;
  std::deque<Child> children;
  for (int i = 0; i < 2; ++i) children.emplace_back(&come_twice, barrier, sent_away, again);
  await(barrier, 2);
  barrier.abort();
  for (int i = 0; i < 2; ++i) BOOST_TEST(sent_away.acquire());
  BOOST_TEST(barrier.broken());
  barrier.reset();
  BOOST_TEST(!barrier.broken());
  again.set();
  BOOST_TEST(barrier.wait() < 3U);
  expect_yes(children);
}

MP_CASE("barrier.wait.timeout-of-one-breaks-it-for-all", requires_("BARRIER-WAIT-TIMEOUT")) {
  mp::Barrier barrier(4);
  std::deque<Child> children;
  for (int i = 0; i < 2; ++i) children.emplace_back(&be_sent_away, barrier);
  await(barrier, 2);
  const Stopwatch stopwatch;
  BOOST_CHECK_THROW((void)barrier.wait(a_while), mp::BrokenBarrierError);
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  expect_yes(children);
  BOOST_TEST(barrier.broken());
}

MP_CASE("barrier.wait.zero-and-negative-timeouts-do-not-wait", requires_("BARRIER-WAIT-TIMEOUT")) {
  for (const auto timeout : {0s, -1s}) {
    mp::Barrier barrier(2);
    BOOST_CHECK_THROW((void)barrier.wait(timeout), mp::BrokenBarrierError);
    BOOST_TEST(barrier.broken());
  }
}

MP_CASE("barrier.timeout.of-the-barrier-is-the-default", requires_("BARRIER-DEFAULT-TIMEOUT")) {
  mp::Barrier barrier(3, a_while);
  Child child(&be_sent_away, barrier);  // its copy has the timeout as well
  child->join();
  BOOST_TEST(child->exitcode() == yes);
  barrier.reset();
  const Stopwatch stopwatch;
  BOOST_TEST(is_broken_for(barrier));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
}

MP_CASE("barrier.action.that-throws-breaks-it", requires_("BARRIER-ACTION-THROWS")) {
  mp::Barrier barrier(2, [] { throw std::runtime_error("on purpose"); });
  Child child(&be_sent_away, barrier);
  await(barrier, 1);
  BOOST_CHECK_THROW((void)barrier.wait(), std::runtime_error);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
  BOOST_TEST(barrier.broken());
}

}  // namespace conformance
