// SPDX-License-Identifier: BSL-1.0
// Contract of random bytes and names.
#define BOOST_TEST_MODULE platform_random
#include "platform/random.hpp"

#include <algorithm>
#include <array>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "role.hpp"

using namespace contract;

namespace {

/// NAME: draws a name.
const role draw("draw", [](arriving& given) {
  std::ranges::copy(value_of(random_name()), given.object<std::array<char, 200>>().begin());
  return 0;
});

}  // namespace

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

// Whatever the source keeps in this process, its copies draw something else.
BOOST_DATA_TEST_CASE(another_process_draws_other_names, boost::unit_test::data::make(ways()), way) {
  must(random_name());
  const shared<std::array<char, 200>> told;
  const auto child = draw.start(way, parcel().add(told));
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(std::string(told->data()) != must(random_name()));
}
