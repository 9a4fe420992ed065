// SPDX-License-Identifier: BSL-1.0
// Contract of the owner-tracked lock, on every semaphore that works here.
#define BOOST_TEST_MODULE platform_lock
#include "platform/lock.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>
#include <thread>

#include "support.hpp"

using namespace contract;

namespace {

const working strategies("semaphore");

}  // namespace

namespace contract {

/// A lock with its words in shared memory.
struct placed {
  explicit placed(const std::string& by) : only("semaphore", by), made(must(make_lock(*words, lock_releaser::anyone))) {}

  lock_outcome acquire(const deadline& until = std::nullopt) { return must(made->acquire(until)); }

  serving_only only;
  shared<lock_memory> words;
  std::unique_ptr<lock> made;
};

}  // namespace contract

BOOST_DATA_TEST_CASE(it_is_held_and_free_in_turn, strategies, by) {
  placed lock_here(by);
  BOOST_TEST(lock_here.made->owner() == 0U);
  BOOST_TEST(lock_here.acquire() == lock_outcome::acquired);
  BOOST_TEST(lock_here.made->owner() == current_process_stamp());
  BOOST_TEST(lock_here.acquire(at_once) == lock_outcome::timed_out);
  const deadline until = deadline_after(30ms);
  BOOST_TEST(lock_here.acquire(until) == lock_outcome::timed_out);
  BOOST_TEST((steady_clock::now() >= *until));
  BOOST_TEST(must(lock_here.made->release()));
  BOOST_TEST(!must(lock_here.made->release()));
  BOOST_TEST(lock_here.acquire(at_once) == lock_outcome::acquired);
}

BOOST_DATA_TEST_CASE(it_excludes_across_processes, strategies, by) {
  constexpr int users = 3;
  constexpr int rounds = 300;
  placed lock_here(by);
  const shared<std::atomic<int>> total;
  std::vector<std::unique_ptr<child_process>> children;
  for (int user = 0; user < users; ++user) {
    children.push_back(in_child([&] {
      for (int round = 0; round < rounds; ++round) {
        if (const auto got = lock_here.made->acquire(std::nullopt); !got || *got != lock_outcome::acquired) return 1;
        const int seen = total->load();
        std::this_thread::yield();
        *total = seen + 1;
        if (const auto released = lock_here.made->release(); !released || !*released) return 2;
      }
      return 0;
    }));
  }
  for (const auto& each : children) BOOST_TEST(exit_code(*each) == 0);
  BOOST_TEST(total->load() == users * rounds);
}

BOOST_DATA_TEST_CASE(another_process_may_release, strategies, by) {
  placed lock_here(by);
  BOOST_TEST(lock_here.acquire() == lock_outcome::acquired);
  const auto child = in_child([&] {
    const auto released = lock_here.made->release();
    return released && *released ? 0 : 1;
  });
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(lock_here.acquire(at_once) == lock_outcome::acquired);
}

BOOST_DATA_TEST_CASE(a_dead_holder_is_told_once, strategies, by) {
  placed lock_here(by);
  const auto holder = in_child([&] {
    const auto got = lock_here.made->acquire(std::nullopt);
    return got && *got == lock_outcome::acquired ? 0 : 1;
  });
  BOOST_TEST(exit_code(*holder) == 0);
  BOOST_TEST(lock_here.made->owner() != 0U);
  BOOST_TEST(lock_here.acquire(at_once) == lock_outcome::owner_died);
  BOOST_TEST(lock_here.acquire(at_once) == lock_outcome::timed_out);
  BOOST_TEST(must(lock_here.made->release()));
  BOOST_TEST(lock_here.acquire(at_once) == lock_outcome::acquired);
}

BOOST_DATA_TEST_CASE(those_who_wait_for_a_killed_holder_get_it, strategies, by) {
  placed lock_here(by);
  const shared<std::atomic<int>> died;
  checkpoint holding;
  checkpoint waiting;
  const auto holder = in_child([&] {
    static_cast<void>(lock_here.made->acquire(std::nullopt));
    holding.reach();
    while (true) static_cast<void>(lock_here.made->acquire(std::nullopt));
    return 1;
  });
  holding.await();
  std::vector<std::unique_ptr<child_process>> waiters;
  for (int count = 0; count < 3; ++count) {
    waiters.push_back(in_child([&] {
      waiting.reach();
      const auto got = lock_here.made->acquire(std::nullopt);
      if (!got || *got == lock_outcome::timed_out) return 1;
      if (*got == lock_outcome::owner_died) ++*died;
      const auto released = lock_here.made->release();
      return released && *released ? 0 : 2;
    }));
  }
  for (int count = 0; count < 3; ++count) waiting.await();
  must(holder->kill());
  BOOST_TEST(exit_code(*holder) < 0);
  for (const auto& each : waiters) BOOST_TEST(exit_code(*each) == 0);
  BOOST_TEST(died->load() == 1);
}

BOOST_DATA_TEST_CASE(a_launched_holder_is_the_same_to_us, strategies, by) {
  placed lock_here(by);
  const lock_transfer handed = lock_here.made->transfer();
  checkpoint holding;
  std::vector<std::string> arguments{
      "hold-lock", text(holding.writer()), text(lock_here.words.native()), handed.strategy,
      handed.parts.strategy, handed.parts.name, std::to_string(handed.parts.maximum)};
  std::vector<native_handle> inherited = handed.parts.handles;
  for (const native_handle each : handed.parts.handles) arguments.push_back(text(each));
  inherited.push_back(holding.writer());
  inherited.push_back(lock_here.words.native());
  const auto holder = launched(std::move(arguments), std::move(inherited));
  holding.await();
  BOOST_TEST(process_of(lock_here.made->owner()) == holder->id());
  BOOST_TEST(lock_here.acquire(deadline_after(50ms)) == lock_outcome::timed_out);
  must(holder->kill());
  exit_code(*holder);
  BOOST_TEST(lock_here.acquire() == lock_outcome::owner_died);
}

// Whatever instruction a user was killed at, the next one gets the lock: free, or from the dead.
BOOST_DATA_TEST_CASE(a_user_may_be_killed_at_any_point, strategies, by) {
  std::mt19937 chance(7);
  placed lock_here(by);
  for (int round = 0; round < 60; ++round) {
    checkpoint running;
    const auto use_for_ever = [&] {
      running.reach();
      while (true) {
        if (!lock_here.made->acquire(std::nullopt) || !lock_here.made->release()) return 1;
      }
    };
    const auto one = in_child(use_for_ever);
    const auto other = in_child(use_for_ever);
    running.await();
    running.await();
    for (auto spins = chance() % 200'000; spins > 0; --spins) std::atomic_signal_fence(std::memory_order_seq_cst);
    must(one->kill());
    BOOST_REQUIRE(exit_code(*one) < 0);
    BOOST_REQUIRE((lock_here.acquire() != lock_outcome::timed_out));
    BOOST_REQUIRE(must(lock_here.made->release()));
    must(other->kill());
    BOOST_REQUIRE(exit_code(*other) < 0);
    BOOST_REQUIRE((lock_here.acquire() != lock_outcome::timed_out));
    BOOST_REQUIRE(must(lock_here.made->release()));
  }
}
