// SPDX-License-Identifier: BSL-1.0
// Contract of waiting on a word, on every strategy that works here.
#define BOOST_TEST_MODULE platform_wait_on_address
#include "platform/wait_on_address.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "role.hpp"

using namespace contract;

namespace {

const working strategies("address");
const auto both_ways = boost::unit_test::data::make(ways());

/// WORD WAITING ROUNDS: says that it is there, and waits for the word to leave each round.
const role follow("follow", [](arriving& given) {
  const auto [word, by] = given.wait();
  checkpoint& waiting = given.checkpoint();
  const auto rounds = static_cast<std::uint32_t>(given.number());
  for (std::uint32_t round = 0; round < rounds; ++round) {
    waiting.reach();
    while (word == round) value_of(by.wait(round, std::nullopt));
  }
  return 0;
});

// So often that one who is never woken, and looks only now and then, meets the watchdog of the test.
constexpr std::uint32_t exchanges = 2000;

/// Takes the odd or the even steps of a count up to `exchanges`.
void take_steps(std::atomic<std::uint32_t>& word, address_wait& by, std::uint32_t first) {
  for (std::uint32_t step = first; step < exchanges; step += 2) {
    for (std::uint32_t seen = word; seen != step; seen = word) value_of(by.wait(seen, std::nullopt));
    word = step + 1;
    by.wake_all();
  }
}

/// WORD: takes the odd steps.
const role answer("answer", [](arriving& given) {
  const auto [word, by] = given.wait();
  take_steps(word, by, 1);
  return 0;
});

}  // namespace

BOOST_DATA_TEST_CASE(a_word_that_differs_is_not_waited_for, strategies, by) {
  const placed_wait here(by);
  BOOST_TEST(here.made->transfer().strategy == by);
  must(here.made->wait(1, std::nullopt));
}

BOOST_DATA_TEST_CASE(a_wait_ends_at_its_deadline, strategies, by) {
  const placed_wait here(by);
  for (const auto timeout : {0ms, 1ms, 60ms}) {
    const deadline until = deadline_after(timeout);
    while (!passed(until)) must(here.made->wait(0, until));
    must(here.made->wait(0, until));  // returns at once when it has passed
  }
  must(here.made->wait(0, steady_clock::time_point::min()));
}

BOOST_DATA_TEST_CASE(every_waiter_is_woken, strategies* both_ways, by, way) {
  constexpr std::uint32_t rounds = 5;
  const placed_wait here(by);
  std::vector<std::unique_ptr<child_process>> waiters;
  checkpoint waiting;
  for (int count = 0; count < 3; ++count)
    waiters.push_back(follow.start(way, parcel().add(here).add(waiting).add(rounds)));
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (int count = 0; count < 3; ++count) waiting.await();
    here.word() = round + 1;
    here.made->wake_all();
  }
  for (const auto& each : waiters) BOOST_TEST(exit_code(*each) == 0);
}

BOOST_DATA_TEST_CASE(two_processes_wake_each_other, strategies* both_ways, by, way) {
  const placed_wait here(by);
  const auto child = answer.start(way, parcel().add(here));
  take_steps(here.word(), *here.made, 0);
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(here.word() == exchanges);
}

// A waiter that dies must not keep the others from being woken.
BOOST_DATA_TEST_CASE(a_killed_waiter_is_no_hindrance, strategies* both_ways, by, way) {
  const placed_wait here(by);
  checkpoint waiting;
  const auto victim = follow.start(way, parcel().add(here).add(waiting).add(1));
  const auto survivor = follow.start(way, parcel().add(here).add(waiting).add(1));
  waiting.await();
  waiting.await();
  must(victim->kill());
  BOOST_TEST(exit_code(*victim) < 0);
  here.word() = 1;
  here.made->wake_all();
  BOOST_TEST(exit_code(*survivor) == 0);
}

// A waker can be killed when it has taken the counts and woken nobody. Who finds that out for itself must leave the count
// of the next one alone, or that one is not woken either, nor the one after it.
BOOST_DATA_TEST_CASE(a_killed_waker_costs_no_later_waking, strategies, by) {
  const placed_wait here(by);
  if (by != "semaphore-backed") return;  // the others count nobody
  wait_memory& memory = *here.memory;
  std::thread missed([&] {
    while (here.word() == 0) static_cast<void>(here.made->wait(0, std::nullopt));
  });
  while (memory.waiters == 0) std::this_thread::yield();
  here.word() = 1;
  if (memory.waiters.exchange(0) == 0) return missed.join();  // it was between two waits
  ++memory.waiters;  // the count of one that waits for what comes next
  missed.join();
  BOOST_TEST(memory.waiters == 1U);
}

BOOST_DATA_TEST_CASE(threads_wait_too, strategies, by) {
  const placed_wait here(by);
  bool waited = true;
  std::thread waiter([&] {
    while (here.word() == 0) waited = waited && here.made->wait(0, std::nullopt);
  });
  here.word() = 1;
  here.made->wake_all();
  waiter.join();
  BOOST_TEST(waited);
}
