// SPDX-License-Identifier: BSL-1.0
// Contract of semaphores, on every strategy that works here.
#define BOOST_TEST_MODULE platform_semaphore
#include "platform/semaphore.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>
#include <thread>

#include "support.hpp"

using namespace contract;

namespace {

const auto strategies = boost::unit_test::data::make(working("semaphore"));
const deadline at_once = deadline_after(0ns);

}  // namespace

namespace contract {

/// A semaphore with its words in shared memory.
struct placed {
  placed(const std::string& by, std::uint32_t initial, std::uint32_t maximum)
      : only("semaphore", by), made(must(make_semaphore(initial, maximum, *words))) {}

  [[nodiscard]] bool try_take() const { return must(made->acquire(at_once)); }
  void take() const { BOOST_REQUIRE(must(made->acquire(std::nullopt))); }
  bool give() const { return must(made->release()); }

  /// Launches contract-child, which takes one unit and gives two.
  [[nodiscard]] std::unique_ptr<child_process> launched_user() const {
    const semaphore_transfer handed = made->transfer();
    std::vector<std::string> arguments{"semaphore", text(words.native()), handed.strategy, handed.name,
                                       std::to_string(handed.maximum)};
    std::vector<native_handle> inherited = handed.handles;
    for (const native_handle each : handed.handles) arguments.push_back(text(each));
    inherited.push_back(words.native());
    return launched(std::move(arguments), std::move(inherited));
  }

  serving_only only;
  shared<semaphore_memory> words;
  std::unique_ptr<semaphore> made;
};

}  // namespace contract

BOOST_DATA_TEST_CASE(units_are_counted_across_processes, strategies, by) {
  const placed tokens(by, 0, 10);
  const auto giver = in_child([&] {
    for (int count = 0; count < 3; ++count) {
      if (const auto given = tokens.made->release(); !given || !*given) return 1;
    }
    return 0;
  });
  for (int count = 0; count < 3; ++count) tokens.take();
  BOOST_TEST(exit_code(*giver) == 0);
  BOOST_TEST(!tokens.try_take());
}

BOOST_DATA_TEST_CASE(a_waiter_in_another_process_is_woken, strategies, by) {
  const placed there(by, 0, 1);
  const placed back(by, 0, 1);
  const auto echo = in_child([&] {
    for (int count = 0; count < 100; ++count) {
      const auto got = there.made->acquire(std::nullopt);
      if (!got || !*got) return 1;
      if (const auto given = back.made->release(); !given || !*given) return 2;
    }
    return 0;
  });
  for (int count = 0; count < 100; ++count) {
    BOOST_REQUIRE(there.give());
    back.take();
  }
  BOOST_TEST(exit_code(*echo) == 0);
}

BOOST_DATA_TEST_CASE(one_unit_excludes, strategies, by) {
  constexpr int users = 3;
  constexpr int rounds = 300;
  const placed only_one(by, 1, 1);
  const shared<std::atomic<int>> total;
  std::vector<std::unique_ptr<child_process>> children;
  for (int user = 0; user < users; ++user) {
    children.push_back(in_child([&] {
      for (int round = 0; round < rounds; ++round) {
        if (const auto got = only_one.made->acquire(std::nullopt); !got || !*got) return 1;
        const int seen = total->load();
        std::this_thread::yield();
        *total = seen + 1;
        if (const auto given = only_one.made->release(); !given || !*given) return 2;
      }
      return 0;
    }));
  }
  for (const auto& each : children) BOOST_TEST(exit_code(*each) == 0);
  BOOST_TEST(total->load() == users * rounds);
}

BOOST_DATA_TEST_CASE(a_wait_is_not_shorter_than_asked, strategies, by) {
  const placed empty(by, 0, 1);
  for (const auto timeout : {1ns, 1'000'000ns, 30'000'001ns, 300'000'000ns}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(!must(empty.made->acquire(until)));
    BOOST_TEST((steady_clock::now() >= *until));
  }
}

BOOST_DATA_TEST_CASE(a_deadline_that_has_passed_tries_once, strategies, by) {
  const placed one(by, 1, 1);
  BOOST_TEST(must(one.made->acquire(steady_clock::time_point::min())));
  BOOST_TEST(!must(one.made->acquire(steady_clock::time_point::min())));
}

BOOST_DATA_TEST_CASE(the_maximum_holds, strategies, by) {
  const placed two(by, 1, 2);
  BOOST_TEST(two.give());
  BOOST_TEST(!two.give());
  BOOST_TEST(must(two.made->value()) == 2U);
  BOOST_TEST(two.try_take());
  BOOST_TEST(two.give());
  BOOST_TEST(must(two.made->value()) == 2U);
}

BOOST_DATA_TEST_CASE(the_value_is_what_is_free, strategies, by) {
  const placed three(by, 3, 5);
  BOOST_TEST(must(three.made->value()) == 3U);
  three.take();
  BOOST_TEST(must(three.made->value()) == 2U);
}

BOOST_DATA_TEST_CASE(without_a_maximum_it_counts_as_far_as_it_can, strategies, by) {
  const placed endless(by, 1000, 0);
  BOOST_TEST(must(endless.made->value()) == 1000U);
  BOOST_TEST(endless.give());
  BOOST_TEST(endless.made->transfer().maximum >= 1001U);
}

BOOST_DATA_TEST_CASE(the_whole_range_can_be_used, strategies, by) {
  const placed wide(by, 0, 5000);
  // Partly emptied again and again, since some mechanisms keep their room in blocks.
  for (int round = 0; round < 3; ++round) {
    while (must(wide.made->value()) < 5000) BOOST_REQUIRE(wide.give());
    BOOST_TEST(!wide.give());
    for (int count = 0; count < 2500; ++count) wide.take();
  }
}

BOOST_DATA_TEST_CASE(impossible_counts_are_refused, strategies, by) {
  const serving_only only("semaphore", by);
  const shared<semaphore_memory> words;
  const auto above = make_semaphore(3, 2, *words);
  BOOST_REQUIRE(!above);
  BOOST_TEST((above.error().code == std::errc::invalid_argument));
  const auto too_many = make_semaphore(0, 0xffff'ffffU, *words);
  BOOST_REQUIRE(!too_many);
  BOOST_TEST((too_many.error().code == std::errc::invalid_argument));
}

BOOST_DATA_TEST_CASE(a_launched_process_attaches, strategies, by) {
  const placed handed(by, 1, 5);
  const auto user = handed.launched_user();
  BOOST_TEST(exit_code(*user) == 0);
  BOOST_TEST(handed.try_take());
  BOOST_TEST(handed.try_take());
  BOOST_TEST(!handed.try_take());
}

BOOST_DATA_TEST_CASE(a_forked_copy_that_is_destroyed_takes_nothing_away, strategies, by) {
  placed handed(by, 1, 5);
  const auto copy = in_child([&] {
    handed.made.reset();
    return 0;
  });
  BOOST_TEST(exit_code(*copy) == 0);
  const auto user = handed.launched_user();
  BOOST_TEST(exit_code(*user) == 0);
  BOOST_TEST(must(handed.made->value()) == 2U);
}

// What has a name in the system loses it with the process that made it, destructors or not.
BOOST_DATA_TEST_CASE(a_process_that_exits_leaves_no_name, strategies, by) {
  const serving_only only("semaphore", by);
  const shared<std::array<char, 200>> name;
  const shared<semaphore_memory> words;
  const auto maker = in_child([&] {
    auto made = make_semaphore(1, 1, *words);
    if (!made) return 1;
    std::ranges::copy((*made)->transfer().name, name->begin());
    exit_process(0);
  });
  BOOST_TEST(exit_code(*maker) == 0);
  const std::string left(name->data());
  if (!left.empty()) BOOST_TEST(!attach_semaphore({by, left, {}, 1}, *words));
}

BOOST_DATA_TEST_CASE(it_attaches_whatever_is_preferred_here, strategies, by) {
  const placed handed(by, 1, 5);
  must(use_strategies("fallback"));
  const auto same = must(attach_semaphore(handed.made->transfer(), *handed.words));
  BOOST_TEST(must(same->acquire(at_once)));
  BOOST_TEST(!handed.try_take());
}

BOOST_AUTO_TEST_CASE(an_unknown_strategy_cannot_be_attached) {
  semaphore_memory words{};
  const auto attached = attach_semaphore({"smoke-signal", "", {}, 1}, words);
  BOOST_REQUIRE(!attached);
  BOOST_TEST(attached.error().unsupported());
}

BOOST_DATA_TEST_CASE(threads_use_it_too, strategies, by) {
  const placed baton(by, 0, 1);
  bool taken = false;
  std::thread waiter([&] {
    const auto got = baton.made->acquire(std::nullopt);
    taken = got && *got;
  });
  BOOST_TEST(baton.give());
  waiter.join();
  BOOST_TEST(taken);
}

// A process that is killed while it waits may have taken a unit, and takes no more than that one with it: the other
// waiter gets one of two units, at whatever moment the kill fell.
BOOST_DATA_TEST_CASE(a_killed_waiter_costs_its_own_unit_at_most, strategies, by) {
  std::mt19937 chance(20);
  for (int round = 0; round < 40; ++round) {
    const placed units(by, 0, 2);
    checkpoint waiting;
    const auto wait_once = [&] {
      waiting.reach();
      const auto got = units.made->acquire(std::nullopt);
      return got && *got ? 0 : 1;
    };
    const auto victim = in_child(wait_once);
    const auto survivor = in_child(wait_once);
    waiting.await();
    waiting.await();
    for (auto spins = chance() % 3000; spins > 0; --spins) std::atomic_signal_fence(std::memory_order_seq_cst);
    BOOST_REQUIRE(units.give());
    for (auto spins = chance() % 20000; spins > 0; --spins) std::atomic_signal_fence(std::memory_order_seq_cst);
    must(victim->kill());
    exit_code(*victim);
    units.give();  // false where nobody has taken the first
    BOOST_REQUIRE(exit_code(*survivor) == 0);
  }
}
