// SPDX-License-Identifier: BSL-1.0
// Contract of the owner-tracked lock: on every strategy that works here, and the one that is made of a semaphore on
// every semaphore as well.
#define BOOST_TEST_MODULE platform_lock
#include "platform/lock.hpp"
#include "platform/wait.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>
#include <thread>

#include "role.hpp"

using namespace contract;

namespace {

const working strategies("lock", "semaphore");
const auto both_ways = boost::unit_test::data::make(ways());

bool takes(lock& made) { return value_of(made.acquire(std::nullopt)) == lock_outcome::acquired; }

/// LOCK TOTAL TIMES: adds one to the total that many times, in a way that needs the lock.
const role add_up("add-up", [](arriving& given) {
  lock& made = given.lock();
  auto& total = given.object<std::atomic<int>>();
  for (auto left = given.number(); left > 0; --left) {
    if (!takes(made)) return 1;
    const int seen = total.load();
    std::this_thread::yield();
    total = seen + 1;
    if (!value_of(made.release())) return 2;
  }
  return 0;
});

/// LOCK ALLOWED: releases what another process holds, or is told that it may not.
const role release_for_another("release-for-another", [](arriving& given) {
  lock& made = given.lock();
  const auto released = made.release();
  if (given.number() != 0) return value_of(released) ? 0 : 1;
  return !released && released.error().code == std::errc::operation_not_permitted ? 0 : 2;
});

/// LOCK: takes it and ends, while its memory is still mapped.
const role take_and_end("take-and-end", [](arriving& given) -> int {
  if (!takes(given.lock())) return 1;
  exit_process(0);
});

/// LOCK HOLDING: takes it, says so, and waits to be killed.
const role hold("hold", [](arriving& given) -> int {
  lock& made = given.lock();
  if (!takes(made)) return 1;
  given.checkpoint().reach();
  while (true) static_cast<void>(wait_any({}, deadline_after(1h)));
});

/// LOCK HOLDING GATE: takes it, forks a child that says so and lives until the gate has no writer, and waits to be killed.
const role hold_with_child("hold-with-child", [](arriving& given) -> int {
  if (!takes(given.lock())) return 1;
  checkpoint& holding = given.checkpoint();
  checkpoint& gate = given.checkpoint();
  gate.close_writer();
  if (const auto child = value_of(fork_process()); child == nullptr) {
    holding.reach();
    gate.await();
    exit_process(0);
  }
  while (true) static_cast<void>(wait_any({}, deadline_after(1h)));
});

/// BY THERE GONE ENDED TAKEN: makes a lock, forks a child, and ends as soon as that is there. The child uses the lock when
/// its parent is gone.
const role make_and_end("make-and-end", [](arriving& given) {
  const placed_lock here(given.text());
  checkpoint& there = given.checkpoint();
  checkpoint& gone = given.checkpoint();
  given.checkpoint();  // ends with both
  auto& taken = given.object<std::atomic<int>>();
  if (const auto child = value_of(fork_process()); child == nullptr) {
    gone.close_writer();
    there.reach();
    gone.await();
    const auto got = here.made->acquire(std::nullopt);
    taken = got && *got == lock_outcome::acquired;
    exit_process(0);
  }
  there.await();
  return 0;
});

/// LOCK WAITING DIED: waits for the lock, counts a dead holder, and releases.
const role inherit("inherit", [](arriving& given) {
  lock& made = given.lock();
  given.checkpoint().reach();
  const lock_outcome got = value_of(made.acquire(std::nullopt));
  if (got == lock_outcome::timed_out) return 1;
  if (got == lock_outcome::owner_died) ++given.object<std::atomic<int>>();
  return value_of(made.release()) ? 0 : 2;
});

/// LOCK RUNNING: takes and releases until it is killed.
const role use_for_ever("use-for-ever", [](arriving& given) -> int {
  lock& made = given.lock();
  given.checkpoint().reach();
  while (true) {
    value_of(made.acquire(std::nullopt));
    value_of(made.release());
  }
});

}  // namespace

BOOST_DATA_TEST_CASE(it_is_held_and_free_in_turn, strategies, by) {
  const placed_lock here(by);
  BOOST_TEST(here.made->owner() == 0U);
  BOOST_TEST(here.acquire() == lock_outcome::acquired);
  BOOST_TEST(here.made->owner() == current_process_stamp());
  BOOST_TEST(here.acquire(at_once) == lock_outcome::timed_out);
  for (const auto timeout : {1ns, 30'000'001ns}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(here.acquire(until) == lock_outcome::timed_out);
    BOOST_TEST((steady_clock::now() >= *until));
  }
  BOOST_TEST(here.release());
  BOOST_TEST(!here.release());
  BOOST_TEST(here.made->owner() == 0U);
  BOOST_TEST(here.acquire(steady_clock::time_point::min()) == lock_outcome::acquired);
  BOOST_TEST(here.release());
}

BOOST_DATA_TEST_CASE(it_excludes_across_processes, strategies* both_ways, by, way) {
  constexpr int users = 3;
  constexpr int times = 300;
  const placed_lock here(by);
  const shared<std::atomic<int>> total;
  std::vector<std::unique_ptr<child_process>> children;
  for (int user = 0; user < users; ++user)
    children.push_back(add_up.start(way, parcel().add(here).add(total).add(times)));
  for (const auto& each : children) BOOST_TEST(exit_code(*each) == 0);
  BOOST_TEST(total->load() == users * times);
}

BOOST_DATA_TEST_CASE(threads_exclude_each_other, strategies, by) {
  constexpr int times = 300;
  const placed_lock here(by);
  std::atomic<int> total = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> users;
  for (int user = 0; user < 3; ++user) {
    users.emplace_back([&] {
      for (int round = 0; round < times; ++round) {
        const auto got = here.made->acquire(std::nullopt);
        const int seen = total.load();
        std::this_thread::yield();
        total = seen + 1;
        const auto released = here.made->release();
        if (!got || *got != lock_outcome::acquired || !released || !*released) ++wrong;
      }
    });
  }
  for (std::thread& each : users) each.join();
  BOOST_TEST(total == 3 * times);
  BOOST_TEST(wrong == 0);
}

BOOST_DATA_TEST_CASE(another_thread_may_release_or_is_told_not_to, strategies, by) {
  const placed_lock here(by);
  const bool allowed = here.released_by != lock_releaser::holding_thread;
  BOOST_TEST(here.acquire() == lock_outcome::acquired);
  result<bool> released = false;
  std::thread([&] { released = here.made->release(); }).join();
  if (allowed) {
    BOOST_TEST(must(released));
    BOOST_TEST(here.acquire(at_once) == lock_outcome::acquired);
  } else {
    BOOST_REQUIRE(!released);
    BOOST_TEST((released.error().code == std::errc::operation_not_permitted));
    BOOST_TEST(here.acquire(at_once) == lock_outcome::timed_out);
  }
  BOOST_TEST(here.release());
}

BOOST_DATA_TEST_CASE(another_process_may_release_or_is_told_not_to, strategies* both_ways, by, way) {
  const placed_lock here(by);
  const bool allowed = here.released_by == lock_releaser::anyone;
  BOOST_TEST(here.acquire() == lock_outcome::acquired);
  const auto other = release_for_another.start(way, parcel().add(here).add(static_cast<int>(allowed)));
  BOOST_TEST(exit_code(*other) == 0);
  BOOST_TEST(here.acquire(at_once) == (allowed ? lock_outcome::acquired : lock_outcome::timed_out));
  BOOST_TEST(here.release());
}

BOOST_DATA_TEST_CASE(a_dead_holder_is_told_once, strategies* both_ways, by, way) {
  const placed_lock here(by);
  const auto holder = take_and_end.start(way, parcel().add(here));
  BOOST_TEST(exit_code(*holder) == 0);
  BOOST_TEST(process_of(here.made->owner()) == holder->id());
  BOOST_TEST(here.acquire(at_once) == lock_outcome::owner_died);
  BOOST_TEST(here.made->owner() == current_process_stamp());
  BOOST_TEST(here.acquire(at_once) == lock_outcome::timed_out);
  BOOST_TEST(here.release());
  BOOST_TEST(here.acquire(at_once) == lock_outcome::acquired);
  BOOST_TEST(here.release());
}

BOOST_DATA_TEST_CASE(a_killed_holder_is_told, strategies* both_ways, by, way) {
  const placed_lock here(by);
  checkpoint holding;
  const auto holder = hold.start(way, parcel().add(here).add(holding));
  holding.await();
  BOOST_TEST(process_of(here.made->owner()) == holder->id());
  BOOST_TEST(here.acquire(deadline_after(50ms)) == lock_outcome::timed_out);
  must(holder->kill());
  BOOST_TEST(exit_code(*holder) < 0);
  BOOST_TEST(here.acquire() == lock_outcome::owner_died);
  BOOST_TEST(here.release());
}

// What a forked child has of its parent's lock keeps nothing, however long the child lives.
BOOST_DATA_TEST_CASE(a_killed_holder_is_told_while_its_child_lives, strategies, by) {
  if (!fork_supported()) return;
  const placed_lock here(by);
  checkpoint holding;
  checkpoint gate;
  const auto holder = hold_with_child.launch(parcel().add(here).add(holding).add(gate));
  holding.await();
  must(holder->kill());
  BOOST_TEST(exit_code(*holder) < 0);
  BOOST_TEST(here.acquire() == lock_outcome::owner_died);
  BOOST_TEST(here.release());
}

BOOST_DATA_TEST_CASE(a_child_uses_a_lock_whose_maker_is_gone, strategies, by) {
  if (!fork_supported() || by.find("sysv") != std::string::npos) return;  // a set goes with its maker
  checkpoint there;
  checkpoint gone;
  checkpoint ended;
  const shared<std::atomic<int>> taken;
  const auto maker = make_and_end.launch(parcel().add(by).add(there).add(gone).add(ended).add(taken));
  gone.close_writer();
  ended.close_writer();
  BOOST_TEST(exit_code(*maker) == 0);
  ended.await();
  BOOST_TEST(taken->load() == 1);
}

BOOST_DATA_TEST_CASE(those_who_wait_for_a_killed_holder_get_it, strategies* both_ways, by, way) {
  const placed_lock here(by);
  const shared<std::atomic<int>> died;
  checkpoint holding;
  checkpoint waiting;
  const auto holder = hold.start(way, parcel().add(here).add(holding));
  holding.await();
  std::vector<std::unique_ptr<child_process>> waiters;
  for (int count = 0; count < 3; ++count)
    waiters.push_back(inherit.start(way, parcel().add(here).add(waiting).add(died)));
  for (int count = 0; count < 3; ++count) waiting.await();
  must(holder->kill());
  BOOST_TEST(exit_code(*holder) < 0);
  for (const auto& each : waiters) BOOST_TEST(exit_code(*each) == 0);
  BOOST_TEST(died->load() == 1);
}

// Whatever instruction a user was killed at, the next one gets the lock: free, or from the dead.
BOOST_DATA_TEST_CASE(a_user_may_be_killed_at_any_point, strategies* both_ways, by, way) {
  std::mt19937 chance(7);
  const placed_lock here(by);
  for (int round = 0; round < 25; ++round) {
    checkpoint running;
    const auto one = use_for_ever.start(way, parcel().add(here).add(running));
    const auto other = use_for_ever.start(way, parcel().add(here).add(running));
    running.await();
    running.await();
    for (auto spins = chance() % 200'000; spins > 0; --spins) std::atomic_signal_fence(std::memory_order_seq_cst);
    for (const auto& each : {&one, &other}) {
      must((*each)->kill());
      BOOST_REQUIRE(exit_code(**each) < 0);
      BOOST_REQUIRE((here.acquire() != lock_outcome::timed_out));
      BOOST_REQUIRE(here.release());
    }
  }
}

// Attached in this process too: a second object of the same lock excludes, and lives on when the first one goes.
BOOST_DATA_TEST_CASE(a_second_attachment_is_the_same_lock, strategies, by) {
  const placed_lock here(by);
  auto same = must(attach_lock(here.made->transfer(), *here.words));
  BOOST_TEST(must(same->acquire(std::nullopt)) == lock_outcome::acquired);
  BOOST_TEST(here.acquire(at_once) == lock_outcome::timed_out);
  BOOST_TEST(must(same->release()));
  same.reset();
  BOOST_TEST(here.acquire(at_once) == lock_outcome::acquired);
  BOOST_TEST(here.release());
}

BOOST_AUTO_TEST_CASE(an_unknown_strategy_cannot_be_attached) {
  lock_memory words{};
  const auto attached = attach_lock({"padlock", {}}, words);
  BOOST_REQUIRE(!attached);
  BOOST_TEST(attached.error().unsupported());
}
