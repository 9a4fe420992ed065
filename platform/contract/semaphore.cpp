// SPDX-License-Identifier: BSL-1.0
// Contract of semaphores, on every strategy that works here.
#define BOOST_TEST_MODULE platform_semaphore
#include "platform/semaphore.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>
#include <thread>

#include "role.hpp"

using namespace contract;

namespace {

const working strategies("semaphore");
const auto both_ways = boost::unit_test::data::make(ways());

void spin(unsigned times) {
  for (; times > 0; --times) std::atomic_signal_fence(std::memory_order_seq_cst);
}

/// TOKENS TIMES: gives that many units.
const role give("give", [](arriving& given) {
  semaphore& tokens = given.semaphore();
  for (auto left = given.number(); left > 0; --left) {
    if (!value_of(tokens.release())) return 1;
  }
  return 0;
});

/// THERE BACK TIMES: gives one unit back for each that it gets.
const role echo("echo", [](arriving& given) {
  semaphore& there = given.semaphore();
  semaphore& back = given.semaphore();
  for (auto left = given.number(); left > 0; --left) {
    if (!value_of(there.acquire(std::nullopt))) return 1;
    if (!value_of(back.release())) return 2;
  }
  return 0;
});

/// BATON TOTAL TIMES: adds one to the total that many times, in a way that needs the baton.
const role add_up("add-up", [](arriving& given) {
  semaphore& baton = given.semaphore();
  auto& total = given.object<std::atomic<int>>();
  for (auto left = given.number(); left > 0; --left) {
    if (!value_of(baton.acquire(std::nullopt))) return 1;
    const int seen = total.load();
    std::this_thread::yield();
    total = seen + 1;
    if (!value_of(baton.release())) return 2;
  }
  return 0;
});

/// TOKENS TOKENS: takes one unit and gives two. A second attachment is the same semaphore.
const role take_one_give_two("take-one-give-two", [](arriving& given) {
  semaphore& tokens = given.semaphore();
  semaphore& same = given.semaphore();
  if (!value_of(tokens.acquire(std::nullopt))) return 1;
  return value_of(same.release()) && value_of(tokens.release()) ? 0 : 2;
});

/// UNITS WAITING: says that it is there, and takes one unit.
const role take_one("take-one", [](arriving& given) {
  semaphore& units = given.semaphore();
  given.checkpoint().reach();
  return value_of(units.acquire(std::nullopt)) ? 0 : 1;
});

/// TOKENS TAKEN: takes one unit, says so, and waits for one more until it is killed.
const role keep_one("keep-one", [](arriving& given) {
  semaphore& units = given.semaphore();
  if (!value_of(units.acquire(std::nullopt))) return 1;
  given.checkpoint().reach();
  return value_of(units.acquire(std::nullopt)) ? 2 : 3;
});

/// WORDS NAME: makes a semaphore, and ends without destroying it.
const role leave_one("leave-one", [](arriving& given) -> int {
  auto& words = given.object<semaphore_memory>();
  auto& name = given.object<std::array<char, 200>>();
  const auto made = value_of(make_semaphore(1, 1, words));
  std::ranges::copy(made->transfer().name, name.begin());
  exit_process(0);
});

}  // namespace

BOOST_DATA_TEST_CASE(units_are_counted_across_processes, strategies* both_ways, by, way) {
  const placed_semaphore tokens(by, 0, 10);
  const auto giver = give.start(way, parcel().add(tokens).add(3));
  for (int count = 0; count < 3; ++count) tokens.take();
  BOOST_TEST(exit_code(*giver) == 0);
  BOOST_TEST(!tokens.try_take());
}

BOOST_DATA_TEST_CASE(a_waiter_in_another_process_is_woken, strategies* both_ways, by, way) {
  constexpr int times = 1000;  // so often that one who is never woken, and looks now and then, meets the watchdog
  const placed_semaphore there(by, 0, 1);
  const placed_semaphore back(by, 0, 1);
  const auto other = echo.start(way, parcel().add(there).add(back).add(times));
  for (int count = 0; count < times; ++count) {
    BOOST_REQUIRE(there.give());
    back.take();
  }
  BOOST_TEST(exit_code(*other) == 0);
}

BOOST_DATA_TEST_CASE(one_unit_excludes, strategies* both_ways, by, way) {
  constexpr int users = 3;
  constexpr int times = 300;
  const placed_semaphore baton(by, 1, 1);
  const shared<std::atomic<int>> total;
  std::vector<std::unique_ptr<child_process>> children;
  for (int user = 0; user < users; ++user)
    children.push_back(add_up.start(way, parcel().add(baton).add(total).add(times)));
  for (const auto& each : children) BOOST_TEST(exit_code(*each) == 0);
  BOOST_TEST(total->load() == users * times);
}

BOOST_DATA_TEST_CASE(a_wait_is_not_shorter_than_asked, strategies, by) {
  const placed_semaphore empty(by, 0, 1);
  for (const auto timeout : {1ns, 1'000'000ns, 30'000'001ns, 300'000'000ns}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(!must(empty.made->acquire(until)));
    BOOST_TEST((steady_clock::now() >= *until));
  }
}

BOOST_DATA_TEST_CASE(a_deadline_that_has_passed_tries_once, strategies, by) {
  const placed_semaphore one(by, 1, 1);
  BOOST_TEST(must(one.made->acquire(steady_clock::time_point::min())));
  BOOST_TEST(!must(one.made->acquire(steady_clock::time_point::min())));
}

BOOST_DATA_TEST_CASE(the_maximum_holds, strategies, by) {
  const placed_semaphore two(by, 1, 2);
  BOOST_TEST(two.give());
  BOOST_TEST(!two.give());
  BOOST_TEST(must(two.made->value()) == 2U);
  BOOST_TEST(two.try_take());
  BOOST_TEST(two.give());
  BOOST_TEST(must(two.made->value()) == 2U);
}

BOOST_DATA_TEST_CASE(the_value_is_what_is_free, strategies, by) {
  const placed_semaphore three(by, 3, 5);
  BOOST_TEST(must(three.made->value()) == 3U);
  three.take();
  BOOST_TEST(must(three.made->value()) == 2U);
}

BOOST_DATA_TEST_CASE(without_a_maximum_it_counts_as_far_as_it_can, strategies, by) {
  const placed_semaphore endless(by, 1000, 0);
  BOOST_TEST(must(endless.made->value()) == 1000U);
  BOOST_TEST(endless.give());
  BOOST_TEST(endless.made->transfer().maximum >= 1001U);
}

BOOST_DATA_TEST_CASE(the_whole_range_can_be_used, strategies, by) {
  const placed_semaphore wide(by, 0, 5000);
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

BOOST_DATA_TEST_CASE(it_can_be_attached_twice, strategies, by) {
  const placed_semaphore handed(by, 1, 5);
  const auto user = take_one_give_two.launch(parcel().add(handed).add(handed));
  BOOST_TEST(exit_code(*user) == 0);
  BOOST_TEST(handed.try_take());
  BOOST_TEST(handed.try_take());
  BOOST_TEST(!handed.try_take());
}

// What has a name in the system loses it with the process that made it, destructors or not.
BOOST_DATA_TEST_CASE(a_process_that_exits_leaves_no_name, strategies* both_ways, by, way) {
  const serving_only only("semaphore", by);
  const shared<std::array<char, 200>> name;
  const shared<semaphore_memory> words;
  const auto maker = leave_one.start(way, parcel().add(words).add(name));
  BOOST_TEST(exit_code(*maker) == 0);
  const std::string left(name->data());
  if (!left.empty()) BOOST_TEST(!attach_semaphore({by, left, {}, 1}, *words));
}

BOOST_DATA_TEST_CASE(it_attaches_whatever_is_preferred_here, strategies, by) {
  const placed_semaphore handed(by, 1, 5);
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
  const placed_semaphore baton(by, 0, 1);
  bool taken = false;
  std::thread waiter([&] {
    const auto got = baton.made->acquire(std::nullopt);
    taken = got && *got;
  });
  BOOST_TEST(baton.give());
  waiter.join();
  BOOST_TEST(taken);
}

// A unit is nobody's: a process that is killed while it has one takes it along, and no other. (A strategy that undoes
// what the dead did may give it back.)
BOOST_DATA_TEST_CASE(a_killed_holder_costs_its_unit_at_most, strategies* both_ways, by, way) {
  const placed_semaphore units(by, 1, 2);
  checkpoint taken;
  const auto holder = keep_one.start(way, parcel().add(units).add(taken));
  taken.await();
  must(holder->kill());
  BOOST_TEST(exit_code(*holder) < 0);
  const std::uint32_t left = must(units.made->value());
  BOOST_TEST(left <= 1U);
  BOOST_TEST(units.give());
  units.take();
  BOOST_TEST(must(units.made->value()) == left);
}

// A process that is killed while it waits may have taken a unit, and takes no more than that one with it: the other
// waiter gets one of two units, at whatever moment the kill fell.
BOOST_DATA_TEST_CASE(a_killed_waiter_costs_its_own_unit_at_most, strategies* both_ways, by, way) {
  std::mt19937 chance(20);
  for (int round = 0; round < 20; ++round) {
    const placed_semaphore units(by, 0, 2);
    checkpoint waiting;
    const auto victim = take_one.start(way, parcel().add(units).add(waiting));
    const auto survivor = take_one.start(way, parcel().add(units).add(waiting));
    waiting.await();
    waiting.await();
    spin(chance() % 3000);
    BOOST_REQUIRE(units.give());
    spin(chance() % 20000);
    must(victim->kill());
    exit_code(*victim);
    units.give();  // false where nobody has taken the first
    BOOST_REQUIRE(exit_code(*survivor) == 0);
  }
}
