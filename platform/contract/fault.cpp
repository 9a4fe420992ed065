// SPDX-License-Identifier: BSL-1.0
// Every way out of every operation: the first call of the system that asks the hook fails, then the second, and so on.
// After each failure nothing is left behind, and the operation works.
#define BOOST_TEST_MODULE platform_fault
#include "platform/fault.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "left_behind.hpp"
#include "open_handles.hpp"
#include "operations.hpp"
#include "platform/name_tracker.hpp"

using namespace contract;

namespace {

constexpr int native_code = 5;  // EIO on POSIX, ERROR_ACCESS_DENIED on Windows
constexpr int most_points = 1000;

std::atomic<int> points_left = 0;
std::atomic<bool> has_failed = false;
std::array<char, 100> failed_call{};

std::optional<int> fail_at_last_point(std::string_view call) {
  if (points_left.fetch_sub(1) != 1) return std::nullopt;
  call.copy(failed_call.data(), failed_call.size() - 1);
  failed_call[std::min(call.size(), failed_call.size() - 1)] = '\0';
  has_failed = true;
  return native_code;
}

/// Takes the hook away with it.
struct failing {
  explicit failing(int point) {
    has_failed = false;
    points_left = point;
    set_fault_hook(fail_at_last_point);
  }
  ~failing() { set_fault_hook(nullptr); }
  failing(const failing&) = delete;
  failing& operator=(const failing&) = delete;
};

/// Whether every call of `work` leaves a handle. What is made once in a process is nothing that is left: under Windows
/// a lock gets its event when two threads first meet at it (seen with winpthreads 10 under Wine 8.0).
bool leaves_handles(const std::function<void()>& work) {
  for (int calls = 0; calls < 3; ++calls) {
    const std::size_t before = open_handles().size();
    work();
    if (open_handles().size() <= before) return false;
  }
  return true;
}

/// Has the operation meet a failure at that point; false if it has no such point.
bool fails_at(const operation& each, int point) {
  // Without the hook, what was made is taken apart.
  const auto made = [&] {
    const failing at(point);
    return each.make();
  }();
  if (!has_failed) {
    must(made);
    return false;
  }
  BOOST_TEST_INFO_SCOPE(failed_call.data() << " failed, point " << point);
  BOOST_REQUIRE(!made);
  BOOST_TEST(made.error().operation == std::string_view(failed_call.data()));
  BOOST_TEST(made.error().code.value() == native_code);
  return true;
}

/// Returns how many points the operation has.
int walk_through(const operation& each) {
  const std::vector<std::string> names = left_behind();
  for (int point = 1; point < most_points; ++point) {
    bool failed = true;
    const bool left = leaves_handles([&] { failed = fails_at(each, point); });
    if (!failed) return point - 1;
    BOOST_TEST_INFO_SCOPE("after the failure of " << failed_call.data());
    BOOST_TEST(!left);
    BOOST_TEST(left_behind() == names, boost::test_tools::per_element());
    BOOST_TEST(!leaves_handles([&] { must(each.make()); }));
  }
  BOOST_ERROR("there is no end to the points of " << each.name);
  return most_points;
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_left_where_an_operation_fails) {
  mark_own_names();
  static_cast<void>(run_name_tracker());  // launched once, by whichever operation would be the first
  int all = 0;
  for (const operation& each : operations()) {
    const serving_only only(each.specification);
    BOOST_TEST_CONTEXT(each.name) {
      const int points = walk_through(each);
      all += points;
      BOOST_TEST_MESSAGE(each.name << ": " << points << " points");
    }
  }
  BOOST_TEST_MESSAGE(all << " points in all");
}

// What is made and taken apart a thousand times leaves no handle and no name.
BOOST_AUTO_TEST_CASE(nothing_adds_up) {
  mark_own_names();
  for (const operation& each : operations()) {
    const serving_only only(each.specification);
    BOOST_TEST_CONTEXT(each.name) {
      const std::vector<std::string> names = left_behind();
      const int rounds = each.makes_process ? 50 : 1000;
      BOOST_TEST(!leaves_handles([&] {
        for (int round = 0; round < rounds; ++round) must(each.make());
      }));
      BOOST_TEST(left_behind() == names, boost::test_tools::per_element());
    }
  }
}
