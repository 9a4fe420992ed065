// SPDX-License-Identifier: BSL-1.0
// Every way out of every operation: the first call of the system that asks the hook fails, then the second, and so on.
// After each failure nothing is left behind, and the operation works.
#define BOOST_TEST_MODULE platform_fault
#include "platform/fault.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

#include "left_behind.hpp"
#include "open_handles.hpp"
#include "operations.hpp"

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

/// Returns how many points the operation has.
int walk_through(const operation& each) {
  int points = 0;
  must(each.make());  // whatever is made once in a process is made now
  const std::size_t handles = open_handles().size();
  const std::vector<std::string> names = left_behind();
  while (points < most_points) {
    {
      // Without the hook, what was made is taken apart.
      const auto made = [&] {
        const failing at(points + 1);
        return each.make();
      }();
      if (!has_failed) {
        must(made);
        return points;
      }
      ++points;
      BOOST_TEST_INFO_SCOPE(failed_call.data() << " failed, point " << points);
      BOOST_REQUIRE(!made);
      BOOST_TEST(made.error().operation == std::string_view(failed_call.data()));
      BOOST_TEST(made.error().code.value() == native_code);
    }
    BOOST_TEST_INFO_SCOPE("after the failure of " << failed_call.data());
    BOOST_TEST(open_handles().size() == handles);
    BOOST_TEST(left_behind() == names, boost::test_tools::per_element());
    must(each.make());
    BOOST_TEST(open_handles().size() == handles);
  }
  BOOST_ERROR("there is no end to the points of " << each.name);
  return points;
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_left_where_an_operation_fails) {
  mark_own_names();
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
      must(each.make());
      const std::size_t handles = open_handles().size();
      const std::vector<std::string> names = left_behind();
      const int rounds = each.makes_process ? 50 : 1000;
      for (int round = 0; round < rounds; ++round) must(each.make());
      BOOST_TEST(open_handles().size() == handles);
      BOOST_TEST(left_behind() == names, boost::test_tools::per_element());
    }
  }
}
