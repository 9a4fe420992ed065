// SPDX-License-Identifier: BSL-1.0
// Contract of shared memory, on every strategy that works here.
#define BOOST_TEST_MODULE platform_shared_memory
#include "platform/shared_memory.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdint>

#include "support.hpp"

using namespace contract;

namespace {

const working strategies("memory");
constexpr std::size_t sizes[] = {1, 4095, 4096, 4097, 3'000'000};

bool all_are(std::span<const std::byte> bytes, int value) {
  return std::ranges::all_of(bytes, [&](std::byte each) { return std::to_integer<int>(each) == value; });
}

}  // namespace

BOOST_DATA_TEST_CASE(bytes_begin_as_zero, strategies* boost::unit_test::data::make(sizes), by, size) {
  const serving_only only("memory", by);
  const auto region = must(make_shared_memory(size));
  BOOST_TEST(region.bytes().size() == size);
  BOOST_TEST(all_are(region.bytes(), 0));
  std::ranges::fill(region.bytes(), std::byte{7});
  BOOST_TEST(all_are(region.bytes(), 7));
}

BOOST_DATA_TEST_CASE(a_forked_child_shares_it, strategies, by) {
  const serving_only only("memory", by);
  const auto region = must(make_shared_memory(10000));
  std::ranges::fill(region.bytes(), std::byte{1});
  const auto child = in_child([&] {
    if (!all_are(region.bytes(), 1)) return 1;
    std::ranges::fill(region.bytes(), std::byte{2});
    return 0;
  });
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(all_are(region.bytes(), 2));
}

BOOST_DATA_TEST_CASE(a_launched_child_shares_it, strategies, by) {
  const serving_only only("memory", by);
  const auto region = must(make_shared_memory(10000));
  std::ranges::fill(region.bytes(), std::byte{1});
  const auto child = launched({"memory", text(region.native()), "10000"}, {region.native()});
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(all_are(region.bytes(), 2));
}

BOOST_DATA_TEST_CASE(a_second_mapping_shows_the_same_bytes, strategies, by) {
  const serving_only only("memory", by);
  const auto region = must(make_shared_memory(100));
  const auto again = must(map_shared_memory(must(duplicate(region.native())), 100));
  BOOST_TEST(region.bytes().data() != again.bytes().data());
  region.bytes()[99] = std::byte{5};
  BOOST_TEST(std::to_integer<int>(again.bytes()[99]) == 5);
}

BOOST_DATA_TEST_CASE(two_regions_are_apart, strategies, by) {
  const serving_only only("memory", by);
  const auto one = must(make_shared_memory(100));
  const auto other = must(make_shared_memory(100));
  std::ranges::fill(one.bytes(), std::byte{1});
  BOOST_TEST(all_are(other.bytes(), 0));
}

BOOST_DATA_TEST_CASE(moving_keeps_the_bytes, strategies, by) {
  const serving_only only("memory", by);
  auto region = must(make_shared_memory(100));
  region.bytes()[0] = std::byte{9};
  shared_memory moved = std::move(region);
  BOOST_TEST(std::to_integer<int>(moved.bytes()[0]) == 9);
  moved = must(make_shared_memory(50));
  BOOST_TEST(std::to_integer<int>(moved.bytes()[0]) == 0);
}

BOOST_DATA_TEST_CASE(too_much_is_an_error, strategies, by) {
  const serving_only only("memory", by);
  constexpr auto most = ~std::size_t{0};
  // More than a processor can address, or nearly all of it where an address has 32 bits.
  const auto too_far = static_cast<std::size_t>(std::min(std::uint64_t{1} << 46, std::uint64_t{most - most / 16}));
  for (const std::size_t size : {too_far, most - most / 16, most}) {
    const auto region = make_shared_memory(size);
    BOOST_REQUIRE(!region);
    BOOST_TEST_MESSAGE(region.error().message());
    BOOST_TEST(!region.error().unsupported());
  }
}

BOOST_DATA_TEST_CASE(nothing_is_an_error, strategies, by) {
  const serving_only only("memory", by);
  const auto region = make_shared_memory(0);
  BOOST_REQUIRE(!region);
  BOOST_TEST((region.error().code == std::errc::invalid_argument));
}

BOOST_DATA_TEST_CASE(mapping_more_than_there_is_is_an_error, strategies, by) {
  const serving_only only("memory", by);
  const auto region = must(make_shared_memory(100));
  BOOST_TEST(!map_shared_memory(must(duplicate(region.native())), 1'000'000));
}
