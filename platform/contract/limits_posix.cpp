// SPDX-License-Identifier: BSL-1.0
// At the limit of descriptors every operation is an error, never a crash, and works again when there is room.
#define BOOST_TEST_MODULE platform_limits_posix
#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <iostream>

#include "open_handles.hpp"
#include "operations.hpp"

using namespace contract;

namespace {

constexpr rlim_t few_descriptors = 64;
constexpr std::size_t most_objects = 100;

/// Makes as many things as go, in a process with few descriptors. What needs none ends after a hundred.
int exhaust(const operation& each) {
  const serving_only only(each.specification);
  value_of(each.make());
  const std::size_t before = open_handles().size();
  {
    std::vector<std::shared_ptr<void>> made;
    while (made.size() < most_objects) {
      auto one = each.make();
      if (!one) {
        if (one.error().operation.empty() || !one.error().code) return 1;
        break;
      }
      made.push_back(*std::move(one));
    }
    if (made.empty()) return 2;
  }
  if (open_handles().size() != before) return 3;
  value_of(each.make());
  return 0;
}

/// FAILED: which operation went wrong, counted from one.
const role run_out("run-out", [](arriving& given) {
  auto& failed = given.object<std::atomic<int>>();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 90;
  limit.rlim_cur = few_descriptors;
  const std::vector<operation> list = operations();
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 91;
  for (const operation& each : list) {
    ++failed;
    try {
      if (const int code = exhaust(each); code != 0) {
        std::cerr << each.name << ": " << code << '\n';
        return code;
      }
    } catch (const std::exception& wrong) {
      std::cerr << each.name << ": " << wrong.what() << '\n';
      return 92;
    }
  }
  return 0;
});

}  // namespace

BOOST_AUTO_TEST_CASE(running_out_of_descriptors_is_an_error) {
  const shared<std::atomic<int>> failed;
  BOOST_TEST(exit_code(*run_out.launch(parcel().add(failed))) == 0);
  BOOST_TEST(failed->load() == static_cast<int>(operations().size()));
}
