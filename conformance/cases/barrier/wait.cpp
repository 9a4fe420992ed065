// SPDX-License-Identifier: BSL-1.0
// Barrier: the parties go on together, pass after pass.
#include <deque>
#include <numeric>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

constexpr int parties = 5;

// Nobody is in the next pass before all have come in this one, and nobody is two passes ahead.
bool in_step(mp::Barrier& barrier, mp::Semaphore& come, int passes) {
  bool together = true;
  for (int pass = 1; pass <= passes; ++pass) {
    come.release();
    (void)barrier.wait();
    const int seen = static_cast<int>(come.get_value());
    together = together && seen >= pass * parties && seen < (pass + 1) * parties;
  }
  return together;
}

/// Counts how often it is called; travels to a spawned process.
struct Count {
  mp::Semaphore calls{0};
  void operator()() { calls.release(); }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(calls);
  }
};

bool counted_each_time(mp::Barrier& barrier, mp::Semaphore& calls, int passes) {
  bool once = true;
  for (int pass = 1; pass <= passes; ++pass) {
    (void)barrier.wait();
    once = once && static_cast<int>(calls.get_value()) == pass;  // the next call needs this process, too
  }
  return once;
}

void expect_yes(std::deque<Child>& children) {
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  }
}

}  // namespace

MP_CASE("barrier.wait.all-go-on-together", requires_("BARRIER-WAIT", "BARRIER-PASSES")) {
  for (const int passes : {1, 10}) {
    mp::Barrier barrier(parties);
    mp::Semaphore come(0);
    std::deque<Child> children;
    for (int i = 1; i < parties; ++i) {
      children.emplace_back(
          [](mp::Barrier mine, mp::Semaphore theirs, int times) { answer(in_step(mine, theirs, times)); }, barrier,
          come, passes);
    }
    BOOST_TEST(!children.front()->join(a_while));  // one party has not come yet
    BOOST_TEST(in_step(barrier, come, passes));
    expect_yes(children);
    BOOST_TEST(barrier.n_waiting() == 0U);
    BOOST_TEST(!barrier.broken());
  }
}

MP_CASE("barrier.wait.each-gets-another-index", requires_("BARRIER-WAIT-INDEX")) {
  mp::Barrier barrier(parties);
  std::deque<Child> children;
  for (int i = 1; i < parties; ++i) {
    children.emplace_back([](mp::Barrier mine) { mp::exit(static_cast<int>(10 + mine.wait())); }, barrier);
  }
  std::deque<int> seen(parties, 0);
  ++seen.at(barrier.wait());
  for (auto& child : children) {
    child->join();
    const int index = child->exitcode().value_or(0) - 10;
    BOOST_REQUIRE(index >= 0);
    ++seen.at(static_cast<std::size_t>(index));
  }
  for (const int times : seen) BOOST_TEST(times == 1);
}

MP_CASE("barrier.wait.of-one-party-never-waits", requires_("BARRIER-ONE", "BARRIER-PARTIES")) {
  mp::Barrier barrier(1);
  BOOST_TEST(barrier.parties() == 1U);
  for (int i = 0; i < 10; ++i) BOOST_TEST(barrier.wait() == 0U);
  BOOST_TEST(barrier.wait(0s) == 0U);
  BOOST_CHECK_THROW(mp::Barrier(0), mp::ValueError);
}

MP_CASE("barrier.n_waiting.counts-those-who-have-come", requires_("BARRIER-PARTIES")) {
  mp::Barrier barrier(3);
  BOOST_TEST(barrier.parties() == 3U);
  BOOST_TEST(barrier.n_waiting() == 0U);
  std::deque<Child> children;
  mp::Event pause;
  for (std::size_t i = 1; i <= 2; ++i) {
    children.emplace_back([](mp::Barrier mine) { answer(mine.wait() < 2 && mine.parties() == 3U); }, barrier);
    while (barrier.n_waiting() < i) pause.wait(1ms);
    BOOST_TEST(barrier.n_waiting() == i);
  }
  BOOST_TEST(barrier.wait() == 2U);
  expect_yes(children);
  BOOST_TEST(barrier.n_waiting() == 0U);
}

MP_CASE("barrier.wait.reports-come-pass-after-pass", requires_("BARRIER-PASSES"), {.limit = 60s}) {
  constexpr int passes = 100;
  mp::Barrier barrier(parties);
  mp::SimpleQueue<int> reports;
  std::deque<Child> children;
  for (int i = 0; i < parties; ++i) {
    children.emplace_back(
        [](mp::Barrier mine, mp::SimpleQueue<int> out) {
          for (int pass = 0; pass < passes; ++pass) {
            (void)mine.wait();
            out.put(pass);
          }
          answer(true);
        },
        barrier, reports);
  }
  int out_of_order = 0;
  for (int report = 0; report < passes * parties; ++report) {
    if (reports.get() != report / parties) ++out_of_order;
  }
  BOOST_TEST(out_of_order == 0);
  expect_yes(children);
}

MP_CASE("barrier.action.once-in-each-pass-before-anybody-goes-on", requires_("BARRIER-ACTION")) {
  constexpr int passes = 5;
  const Count count;
  mp::Barrier barrier(parties, count);
  std::deque<Child> children;
  for (int i = 1; i < parties; ++i) {
    children.emplace_back([](mp::Barrier mine, mp::Semaphore calls) { answer(counted_each_time(mine, calls, passes)); },
                          barrier, count.calls);
  }
  mp::Semaphore calls = count.calls;
  BOOST_TEST(counted_each_time(barrier, calls, passes));
  expect_yes(children);
  BOOST_TEST(calls.get_value() == static_cast<unsigned>(passes));
}

}  // namespace conformance
