// SPDX-License-Identifier: BSL-1.0
// Semaphores count exactly, whatever the system's own can do, and whoever is killed.
#include <deque>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("semaphore.value.limit-is-refused", requires_("SEMAPHORE-VALUE-LIMIT")) {
  BOOST_CHECK_THROW(mp::Semaphore(mp::Semaphore::max_value + 1U), mp::ValueError);
  BOOST_CHECK_THROW(mp::BoundedSemaphore(static_cast<std::uint32_t>(-1)), mp::ValueError);
  mp::Semaphore full(mp::Semaphore::max_value);
  BOOST_TEST(full.get_value() == mp::Semaphore::max_value);
  BOOST_CHECK_THROW(full.release(), mp::ValueError);
  BOOST_TEST(full.acquire(0s));
  full.release();
  BOOST_TEST(full.get_value() == mp::Semaphore::max_value);
}

MP_CASE("semaphore.locked.if-no-unit-is-free", requires_("SEMAPHORE-LOCKED")) {
  mp::BoundedSemaphore semaphore(1);
  BOOST_TEST(!semaphore.locked());
  BOOST_TEST(exitcode_of([](mp::BoundedSemaphore mine) { answer(mine.acquire() && mine.locked()); }, semaphore) == yes);
  BOOST_TEST(semaphore.locked());
  semaphore.release();
  BOOST_TEST(!semaphore.locked());
}

MP_CASE("semaphore.to_string.tells-value-and-bound", requires_("SEMAPHORE-PRINTED")) {
  mp::Semaphore semaphore(2);
  mp::BoundedSemaphore bounded(3);
  BOOST_TEST((semaphore.acquire() && bounded.acquire()));
  BOOST_TEST(to_string(semaphore) == "<Semaphore(value=1)>");
  BOOST_TEST(to_string(bounded) == "<BoundedSemaphore(value=2, maxvalue=3)>");
}

MP_CASE("semaphore.bounded.exact-when-many-release-at-once", requires_("SEMAPHORE-BOUNDED-EXACT")) {
  constexpr int units = 50;
  mp::BoundedSemaphore semaphore(units);
  for (int i = 0; i < units; ++i) BOOST_TEST(semaphore.acquire(0s));
  mp::Semaphore accepted(0);
  mp::Barrier together(3);
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back(
        [](mp::BoundedSemaphore mine, mp::Semaphore count, mp::Barrier start) {
          (void)start.wait();
          for (int unit = 0; unit < units; ++unit) {
            if (!throws<mp::ValueError>([&] { mine.release(); })) count.release();
          }
        },
        semaphore, accepted, together);
  }
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == 0);
  }
  BOOST_TEST(accepted.get_value() == static_cast<unsigned>(units));
  BOOST_TEST(semaphore.get_value() == static_cast<unsigned>(units));
}

MP_CASE("semaphore.waiter.killed-takes-nothing-along", requires_("SEMAPHORE-WAITER-KILLED")) {
  mp::Semaphore semaphore(0);
  mp::Semaphore taken(0);
  auto [reader, writer] = mp::Pipe(false);
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back(
        [](mp::Semaphore mine, mp::Semaphore tell, mp::Connection ready) {
          ready.send(1);
          answer(mine.acquire() && (tell.release(), true));
        },
        semaphore, taken, writer);
    BOOST_TEST(reader.recv<int>() == 1);
  }
  BOOST_TEST(!taken.acquire(a_while));
  children.front()->kill();
  children.front()->join();
  semaphore.release();
  semaphore.release();
  for (std::size_t i = 1; i < 3; ++i) {
    BOOST_TEST(taken.acquire());
    children[i]->join();
    BOOST_TEST(children[i]->exitcode() == yes);
  }
  BOOST_TEST(semaphore.get_value() == 0U);
}

MP_CASE("event.to_string.tells-whether-it-is-set", requires_("EVENT-PRINTED")) {
  mp::Event event;
  BOOST_TEST(to_string(event).starts_with("<Event at 0x"));
  BOOST_TEST(to_string(event).ends_with(" unset>"));
  event.set();
  BOOST_TEST(to_string(event).ends_with(" set>"));
}

}  // namespace conformance
