// SPDX-License-Identifier: BSL-1.0
// Contract of shared memory, on every strategy that works here.
#define BOOST_TEST_MODULE platform_shared_memory
#include "platform/shared_memory.hpp"

#include <algorithm>
#include <array>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdint>

#include "role.hpp"

using namespace contract;

namespace {

const working strategies("memory");
const auto both_ways = boost::unit_test::data::make(ways());
constexpr std::size_t size_of_region = 10'000;
constexpr std::size_t sizes[] = {1, 4095, 4096, 4097, 3'000'000};

bool all_are(std::span<const std::byte> bytes, int value) {
  return std::ranges::all_of(bytes, [&](std::byte each) { return std::to_integer<int>(each) == value; });
}

/// REGION: finds ones, and makes them twos.
const role make_twos("make-twos", [](arriving& given) {
  const std::span<std::byte> bytes = given.object<std::array<std::byte, size_of_region>>();
  if (!all_are(bytes, 1)) return 1;
  std::ranges::fill(bytes, std::byte{2});
  return 0;
});

/// WORD TIMES: adds to a word in many steps that must not get lost.
const role count_up("count-up", [](arriving& given) {
  auto& word = given.object<std::atomic<std::uint64_t>>();
  for (auto left = given.number(); left > 0; --left) ++word;
  return 0;
});

}  // namespace

BOOST_DATA_TEST_CASE(bytes_begin_as_zero, strategies* boost::unit_test::data::make(sizes), by, size) {
  const serving_only only("memory", by);
  const auto region = must(make_shared_memory(size));
  BOOST_TEST(region.bytes().size() == size);
  BOOST_TEST(all_are(region.bytes(), 0));
  std::ranges::fill(region.bytes(), std::byte{7});
  BOOST_TEST(all_are(region.bytes(), 7));
}

BOOST_DATA_TEST_CASE(another_process_shares_it, strategies* both_ways, by, way) {
  const serving_only only("memory", by);
  const shared<std::array<std::byte, size_of_region>> region;
  std::ranges::fill(*region, std::byte{1});
  const auto child = make_twos.start(way, parcel().add(region));
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(all_are(*region, 2));
}

BOOST_DATA_TEST_CASE(processes_change_a_word_together, strategies* both_ways, by, way) {
  constexpr int times = 100'000;
  const serving_only only("memory", by);
  const shared<std::atomic<std::uint64_t>> word;
  const auto one = count_up.start(way, parcel().add(word).add(times));
  const auto other = count_up.start(way, parcel().add(word).add(times));
  BOOST_TEST(exit_code(*one) == 0);
  BOOST_TEST(exit_code(*other) == 0);
  BOOST_TEST(word->load() == 2U * times);
}

// The bytes live on while somebody has them, and not in the process that made them.
BOOST_DATA_TEST_CASE(it_outlives_its_maker, strategies, by) {
  const serving_only only("memory", by);
  auto region = must(make_shared_memory(100));
  region.bytes()[99] = std::byte{5};
  const handle other = must(duplicate(region.native()));
  region = {};
  const auto again = must(map_shared_memory(must(duplicate(other.native())), 100));
  BOOST_TEST(std::to_integer<int>(again.bytes()[99]) == 5);
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
