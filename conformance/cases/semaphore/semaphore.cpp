// SPDX-License-Identifier: BSL-1.0
// Semaphore and BoundedSemaphore: units that processes take and give back.
#include <algorithm>
#include <deque>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("semaphore.acquire.counts-down-and-up", requires_("SEMAPHORE-COUNT", "SEMAPHORE-VALUE")) {
  mp::Semaphore semaphore(2);
  BOOST_TEST(semaphore.get_value() == 2U);
  BOOST_TEST(semaphore.acquire());
  BOOST_TEST(semaphore.get_value() == 1U);
  BOOST_TEST(semaphore.acquire());
  BOOST_TEST(semaphore.get_value() == 0U);
  BOOST_TEST(!semaphore.acquire(0s));
  BOOST_TEST(semaphore.get_value() == 0U);
  semaphore.release();
  BOOST_TEST(semaphore.get_value() == 1U);
  semaphore.release();
  BOOST_TEST(semaphore.get_value() == 2U);
}

MP_CASE("semaphore.release.above-the-first-value", requires_("SEMAPHORE-RELEASE-ABOVE")) {
  mp::Semaphore semaphore(1);
  semaphore.release();
  semaphore.release();
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(semaphore.acquire(0s));
  }
  BOOST_TEST(!semaphore.acquire(0s));
}

MP_CASE("semaphore.acquire.timeout-is-false-and-not-early", requires_("SEMAPHORE-ACQUIRE-TIMEOUT")) {
  mp::Semaphore taken(0);
  const Stopwatch stopwatch;
  BOOST_TEST(!taken.acquire(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(taken.get_value() == 0U);  // giving up takes nothing
  taken.release();
  BOOST_TEST(taken.acquire(1h));
}

MP_CASE("semaphore.acquire.zero-and-negative-timeouts-try-once", requires_("SEMAPHORE-ACQUIRE-TRY")) {
  mp::Semaphore semaphore(1);
  BOOST_TEST(semaphore.acquire(-1s));
  BOOST_TEST(!semaphore.acquire(-1s));
  BOOST_TEST(!semaphore.acquire(0s));
}

MP_CASE("semaphore.acquire.waits-for-another-process", requires_("SEMAPHORE-PROCESSES")) {
  mp::Semaphore question(0);
  mp::Semaphore reply(0);
  Child child(
      [](mp::Semaphore mine, mp::Semaphore theirs) {
        for (int i = 0; i < 100; ++i) {
          (void)mine.acquire();
          theirs.release();
        }
      },
      question, reply);
  BOOST_TEST(!reply.acquire(a_while));
  for (int i = 0; i < 100; ++i) {
    question.release();
    BOOST_TEST(reply.acquire());
  }
  child->join();
  BOOST_TEST(reply.get_value() == 0U);
}

MP_CASE("semaphore.release.units-of-many-processes-add-up", requires_("SEMAPHORE-ADD-UP")) {
  mp::Semaphore semaphore(0);
  std::deque<Child> children;
  for (int i = 0; i < 4; ++i) {
    children.emplace_back(
        [](mp::Semaphore mine) {
          for (int unit = 0; unit < 100; ++unit) {
            mine.release();
          }
        },
        semaphore);
  }
  for (int i = 0; i < 400; ++i) {
    BOOST_TEST(semaphore.acquire());
  }
  for (auto& child : children) {
    child->join();
  }
  BOOST_TEST(!semaphore.acquire(0s));
}

MP_CASE("semaphore.acquire.no-more-at-once-than-units", requires_("SEMAPHORE-LIMITS")) {
  mp::Semaphore semaphore(2);
  mp::SimpleQueue<int> changes;
  std::deque<Child> children;
  for (int i = 0; i < 4; ++i) {
    children.emplace_back(
        [](mp::Semaphore mine, mp::SimpleQueue<int> out) {
          for (int round = 0; round < 25; ++round) {
            (void)mine.acquire();
            out.put(+1);
            out.put(-1);
            mine.release();
          }
        },
        semaphore, changes);
  }
  int inside = 0;
  int most = 0;
  for (int i = 0; i < 4 * 25 * 2; ++i) {
    inside += changes.get();
    most = std::max(most, inside);
  }
  BOOST_TEST(inside == 0);
  BOOST_TEST(most <= 2);
  observe("most at once", most);
  for (auto& child : children) {
    child->join();
  }
}

MP_CASE("semaphore.bounded.too-many-releases-are-refused", requires_("SEMAPHORE-BOUNDED")) {
  mp::BoundedSemaphore semaphore(2);
  BOOST_CHECK_THROW(semaphore.release(), mp::ValueError);
  BOOST_TEST(semaphore.get_value() == 2U);
  BOOST_TEST(semaphore.acquire());
  semaphore.release();
  BOOST_CHECK_THROW(semaphore.release(), mp::ValueError);
  BOOST_TEST((semaphore.acquire() && semaphore.acquire() && !semaphore.acquire(0s)));
}

MP_CASE("semaphore.bounded.holds-for-all-processes", requires_("SEMAPHORE-BOUNDED-SHARED")) {
  mp::BoundedSemaphore semaphore(1);
  BOOST_TEST(exitcode_of([](mp::BoundedSemaphore mine) { answer(mine.acquire()); }, semaphore) == yes);
  BOOST_TEST(!semaphore.acquire(0s));
  semaphore.release();  // the unit that the child took: anybody may give it back
  BOOST_CHECK_THROW(semaphore.release(), mp::ValueError);
  BOOST_TEST(exitcode_of([](mp::BoundedSemaphore mine) { answer(throws<mp::ValueError>([&] { mine.release(); })); },
                         semaphore) == yes);
}

MP_CASE("semaphore.holder.killed", requires_("SEMAPHORE-HOLDER-KILLED")) {
  mp::Semaphore semaphore(1);
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Semaphore mine, mp::Connection results) {
        mp::Event never;
        results.send(mine.acquire());
        (void)never.wait();
      },
      semaphore, writer);
  BOOST_TEST(reader.recv<bool>());
  child->kill();
  child->join();
  const bool back = semaphore.acquire(a_while);
  if (!back) {
    semaphore.release();
    BOOST_TEST(semaphore.acquire(0s));  // anybody may give it back
  }
  observed(back ? "the unit of a killed process comes back"
                : "the unit of a killed process is gone until it is released");
}

}  // namespace conformance
