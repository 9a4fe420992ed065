// SPDX-License-Identifier: BSL-1.0
// The list of those who wait for a condition, and conditions between processes.
#include <deque>
#include <mutex>
#include <thread>

#include "methods.hpp"
#include "waiter_list.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;
using mp::detail::WaiterList;

namespace {

constexpr std::size_t places = 512;
const mp::StopToken no_stop;

/// Whether it has been woken by now; if not, it has given up.
bool woken(WaiterList::Entry& entry) { return entry.wait(std::chrono::steady_clock::time_point::min(), no_stop); }

/// A forked child that has done `prepare` and is killed then.
template <class Prepare>
void die_after(Prepare prepare) {
  mp::Event ready, never;
  mp::Process child(mp::by(mp::StartMethod::fork), [&] {
    prepare([&] {
      ready.set();
      never.wait();
    });
  });
  child.start();
  ready.wait();
  child.kill();
  child.join();
}

bool can_fork() { return mp::get_all_start_methods().front() == mp::StartMethod::fork; }

void take_turns(mp::Condition condition, mp::Semaphore turn, std::uint32_t mine, std::uint32_t turns) {
  const std::scoped_lock guard(condition);
  for (std::uint32_t next = mine; next < turns; next += 2) {
    condition.wait_for([&] { return turn.get_value() == next; });
    turn.release();
    condition.notify();
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(who_has_waited_longest_is_woken_first) {
  auto list = WaiterList::make();
  WaiterList::Entry first(list), second(list), third(list);
  BOOST_TEST(list.waiting() == 3U);
  list.notify(2);
  BOOST_TEST(list.waiting() == 1U);
  BOOST_TEST(!woken(third));
  BOOST_TEST(woken(first));
  BOOST_TEST(woken(second));
  BOOST_TEST(list.waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(who_has_given_up_is_not_woken) {
  auto list = WaiterList::make();
  WaiterList::Entry first(list), second(list);
  BOOST_TEST(!woken(first));
  list.notify(1);
  BOOST_TEST(woken(second));
}

BOOST_AUTO_TEST_CASE(a_wake_up_that_is_not_used_goes_to_one_who_waited_then) {
  auto list = WaiterList::make();
  std::optional<WaiterList::Entry> first(std::in_place, list);
  WaiterList::Entry second(list), third(list);
  list.notify(1);
  WaiterList::Entry later(list);
  first.reset();
  BOOST_TEST(woken(second));
  BOOST_TEST(!woken(third));
  BOOST_TEST(!woken(later));
}

BOOST_AUTO_TEST_CASE(a_wake_up_that_is_not_used_is_not_for_who_comes_later) {
  auto list = WaiterList::make();
  std::optional<WaiterList::Entry> first(std::in_place, list);
  list.notify(1);
  WaiterList::Entry later(list);
  first.reset();
  BOOST_TEST(!woken(later));
}

BOOST_AUTO_TEST_CASE(a_wake_up_that_is_used_is_gone) {
  auto list = WaiterList::make();
  std::optional<WaiterList::Entry> first(std::in_place, list);
  WaiterList::Entry second(list);
  list.notify(1);
  BOOST_TEST(woken(*first));
  first->use();
  first.reset();
  BOOST_TEST(!woken(second));
}

BOOST_AUTO_TEST_CASE(one_more_than_can_wait_is_refused) {
  auto list = WaiterList::make();
  std::deque<WaiterList::Entry> entries;
  for (std::size_t i = 0; i < places; ++i) entries.emplace_back(list);
  BOOST_CHECK_THROW(WaiterList::Entry one_more(list), mp::OSError);
  entries.pop_front();
  entries.emplace_back(list);
  list.notify(places);
  for (auto& entry : entries) BOOST_TEST(woken(entry));
}

BOOST_AUTO_TEST_CASE(the_places_of_the_dead_are_used_again) {
  if (!can_fork()) return;
  auto list = WaiterList::make();
  die_after([&](auto stay) {
    std::deque<WaiterList::Entry> entries;
    for (std::size_t i = 0; i < places; ++i) entries.emplace_back(list);
    stay();
  });
  BOOST_TEST(list.waiting() == 0U);
  WaiterList::Entry mine(list);
  list.notify(1);
  BOOST_TEST(woken(mine));
}

BOOST_AUTO_TEST_CASE(the_wake_up_of_the_dead_is_passed_on_to_one_who_waited_then) {
  if (!can_fork()) return;
  auto list = WaiterList::make();
  std::optional<WaiterList::Entry> mine;
  mp::Event entered, never;
  mp::Process victim(mp::by(mp::StartMethod::fork), [&] {
    WaiterList::Entry older(list);
    entered.set();
    never.wait();
  });
  victim.start();
  entered.wait();
  mine.emplace(list);
  list.notify(1);
  BOOST_TEST(list.waiting() == 1U);
  victim.kill();
  victim.join();
  BOOST_TEST(mine->wait(std::nullopt, no_stop));  // for ever, if nobody passed it on
}

BOOST_AUTO_TEST_CASE(the_wake_up_of_the_dead_is_not_for_who_comes_later) {
  if (!can_fork()) return;
  auto list = WaiterList::make();
  die_after([&](auto stay) {
    WaiterList::Entry only(list);
    list.notify(1);
    stay();
  });
  WaiterList::Entry later(list);
  BOOST_TEST(!later.wait(std::chrono::steady_clock::now() + 300ms, no_stop));
}

BOOST_DATA_TEST_CASE(processes_take_turns_by_a_condition, mp::every_method(), method) {
  constexpr std::uint32_t turns = 200;
  mp::Condition condition;
  mp::Semaphore turn(0);
  mp::Process other(mp::by(method), take_turns, condition, turn, 1U, turns);
  other.start();
  take_turns(condition, turn, 0, turns);
  other.join();
  BOOST_TEST(*other.exitcode() == 0);
  BOOST_TEST(turn.get_value() == turns);
}

BOOST_DATA_TEST_CASE(a_condition_and_its_lock_arrive_as_one, mp::every_method(), method) {
  mp::Lock lock;
  mp::Condition condition(lock);
  BOOST_TEST(*mp::exitcode_of(
                 method,
                 [](mp::Lock mine, mp::Condition first, mp::Condition second) {
                   const std::scoped_lock guard(mine);
                   first.notify();  // an AssertionError if the lock were another
                   mp::exit(second.locked() ? 8 : 9);
                 },
                 lock, condition, condition) == 8);
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_predicate_leaves_the_lock_held) {
  mp::Condition condition;
  BOOST_TEST(condition.acquire());
  BOOST_CHECK_THROW(condition.wait_for([]() -> bool { throw std::runtime_error("on purpose"); }), std::runtime_error);
  condition.release();
  BOOST_TEST(!condition.locked());
}

BOOST_AUTO_TEST_CASE(a_condition_that_was_moved_from_is_empty) {
  mp::Condition condition;
  const mp::Condition other = std::move(condition);
  BOOST_CHECK_THROW(condition.notify_all(), mp::ValueError);
  BOOST_TEST(!other.locked());
}
