// SPDX-License-Identifier: BSL-1.0
// Contract of deadlines.
#define BOOST_TEST_MODULE platform_clock
#include <boost/test/unit_test.hpp>

#include "platform/clock.hpp"

using namespace multiprocessing::platform;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(no_timeout_is_no_deadline) {
  BOOST_TEST(!deadline_after(std::nullopt).has_value());
  BOOST_TEST(!time_left(std::nullopt).has_value());
  BOOST_TEST(!passed(std::nullopt));
}

BOOST_AUTO_TEST_CASE(zero_and_less_have_passed) {
  for (const auto timeout : {0ns, -1ns, std::chrono::nanoseconds::min()}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(passed(until));
    BOOST_TEST(time_left(until)->count() == 0);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_left_until_the_first_point_of_the_clock) {
  BOOST_TEST(passed(steady_clock::time_point::min()));
  BOOST_TEST(time_left(steady_clock::time_point::min())->count() == 0);
}

BOOST_AUTO_TEST_CASE(a_deadline_lies_as_far_away_as_asked) {
  const auto before = steady_clock::now();
  const deadline until = deadline_after(1h);
  BOOST_TEST((*until - before >= 1h));
  BOOST_TEST((*until - steady_clock::now() <= 1h));
  BOOST_TEST(!passed(until));
  BOOST_TEST((*time_left(until) <= 1h));
}

BOOST_AUTO_TEST_CASE(a_timeout_beyond_the_clock_never_ends) {
  BOOST_TEST(!deadline_after(std::chrono::nanoseconds::max()).has_value());
}

BOOST_AUTO_TEST_CASE(a_slice_ends_at_the_earlier_point) {
  const deadline far = deadline_after(1h);
  const deadline near = deadline_after(1ms);
  BOOST_TEST((*slice_of(far, 1s) < *far));
  BOOST_TEST((*slice_of(near, 1h) == *near));
  BOOST_TEST(slice_of(std::nullopt, 1s).has_value());
  BOOST_TEST((*slice_of(far, std::chrono::nanoseconds::max()) == *far));
}
