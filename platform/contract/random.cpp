// SPDX-License-Identifier: BSL-1.0
// Contract of random bytes and names.
#define BOOST_TEST_MODULE platform_random
#include "platform/random.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "support.hpp"

using namespace contract;

BOOST_AUTO_TEST_CASE(bytes_are_filled_to_the_end) {
  std::vector<std::byte> one(5000);
  std::vector<std::byte> other(5000);
  must(random_bytes(one));
  must(random_bytes(other));
  BOOST_TEST((one != other));
  // A run of 16 zeros comes by chance once in 2^128.
  const std::vector<std::byte> zeros(16);
  BOOST_TEST((std::search(one.begin(), one.end(), zeros.begin(), zeros.end()) == one.end()));
  must(random_bytes({}));
}

BOOST_AUTO_TEST_CASE(names_differ_and_are_short) {
  std::set<std::string> seen;
  for (int count = 0; count < 1000; ++count) {
    const std::string name = must(random_name());
    BOOST_REQUIRE(name.starts_with("mp-"));
    BOOST_REQUIRE(name.find('/') == std::string::npos);
    if (std::getenv("MULTIPROCESSING_TOKEN") == nullptr) BOOST_REQUIRE(name.size() <= 14);
    seen.insert(name);
  }
  BOOST_TEST(seen.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(a_forked_child_draws_other_names) {
  const shared<std::array<char, 200>> told;
  const auto child = in_child([&] {
    const auto name = random_name();
    if (!name) return 1;
    std::ranges::copy(*name, told->begin());
    return 0;
  });
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(std::string(told->data()) != must(random_name()));
}
