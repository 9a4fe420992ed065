// SPDX-License-Identifier: BSL-1.0
// Contract of memory with a name, on every strategy that works here.
#define BOOST_TEST_MODULE platform_named_memory
#include "platform/named_memory.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "platform/random.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const working strategies("named-memory");

/// Takes the name away with it, so that a test that fails leaves nothing.
struct fresh_name {
  std::string text = must(random_memory_name());
  ~fresh_name() { static_cast<void>(remove_named_memory(text)); }
};

bool names_stay(const std::string& by) {
  const auto known = named_memory_strategies();
  return (*std::ranges::find(known, by, &named_memory_strategy::name))->stays;
}

template <class T>
std::error_condition refused(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  BOOST_TEST_MESSAGE(answer.error().message());
  return answer.error().code.default_error_condition();
}
const auto taken = std::make_error_condition(std::errc::file_exists);
const auto missing = std::make_error_condition(std::errc::no_such_file_or_directory);
const auto invalid = std::make_error_condition(std::errc::invalid_argument);

/// NAME: finds a seven at the end of 10000 bytes, and makes it an eight.
const role make_eight("make-eight", [](arriving& given) {
  const auto block = value_of(attach_named_memory(given.text()));
  if (block.bytes().size() < 10'000 || block.bytes()[9'999] != std::byte{7}) return 1;
  block.bytes()[9'999] = std::byte{8};
  return 0;
});

}  // namespace

BOOST_DATA_TEST_CASE(another_process_finds_it, strategies, by) {
  const serving_only only("named-memory", by);
  const fresh_name name;
  const auto block = must(create_named_memory(name.text, 10'000));
  BOOST_TEST(block.bytes().size() == 10'000U);
  BOOST_TEST(std::ranges::all_of(block.bytes(), [](std::byte each) { return each == std::byte{0}; }));
  block.bytes()[9'999] = std::byte{7};
  BOOST_TEST(exit_code(*make_eight.launch(parcel().add(name.text))) == 0);
  BOOST_TEST((block.bytes()[9'999] == std::byte{8}));
}

BOOST_DATA_TEST_CASE(a_name_is_made_once, strategies, by) {
  const serving_only only("named-memory", by);
  const fresh_name name;
  const auto block = must(create_named_memory(name.text, 100));
  block.bytes()[0] = std::byte{1};
  BOOST_TEST((refused(create_named_memory(name.text, 100)) == taken));
  BOOST_TEST((must(attach_named_memory(name.text)).bytes()[0] == std::byte{1}));  // and is left as it was
}

BOOST_DATA_TEST_CASE(a_name_that_is_removed_is_free, strategies, by) {
  const serving_only only("named-memory", by);
  const fresh_name name;
  BOOST_TEST((refused(attach_named_memory(name.text)) == missing));
  {
    const auto block = must(create_named_memory(name.text, 100));
    const auto other = must(attach_named_memory(name.text));
    must(remove_named_memory(name.text));
    block.bytes()[99] = std::byte{5};
    BOOST_TEST((other.bytes()[99] == std::byte{5}));  // whoever has it keeps it
    if (names_stay(by)) BOOST_TEST((refused(remove_named_memory(name.text)) == missing));
  }
  BOOST_TEST((refused(attach_named_memory(name.text)) == missing));
  must(create_named_memory(name.text, 50));
}

BOOST_DATA_TEST_CASE(what_is_no_name_is_refused, strategies, by) {
  const serving_only only("named-memory", by);
  for (const std::string& wrong : {std::string(), std::string("a\0b", 3)}) {
    BOOST_TEST((refused(create_named_memory(wrong, 10)) == invalid));
    BOOST_TEST((refused(attach_named_memory(wrong)) == invalid));
    BOOST_TEST((refused(remove_named_memory(wrong)) == invalid));
  }
  if (!names_stay(by)) return;
  for (const std::string wrong : {"a/b", "..", "."}) BOOST_TEST((refused(create_named_memory(wrong, 10)) == invalid));
  BOOST_TEST((refused(create_named_memory(std::string(300, 'x'), 10)) ==
             std::make_error_condition(std::errc::filename_too_long)));
}

BOOST_DATA_TEST_CASE(too_much_is_an_error_and_leaves_no_name, strategies, by) {
  const serving_only only("named-memory", by);
  const fresh_name name;
  constexpr auto most = ~std::size_t{0};
  for (const std::size_t size : {most - most / 16, most}) BOOST_TEST(!create_named_memory(name.text, size));
  BOOST_TEST((refused(create_named_memory(name.text, 0)) == invalid));
  BOOST_TEST((refused(attach_named_memory(name.text)) == missing));
}

BOOST_DATA_TEST_CASE(names_are_short_and_not_the_same, strategies, by) {
  const serving_only only("named-memory", by);
  const std::string one = must(random_memory_name());
  BOOST_TEST(one != must(random_memory_name()));
  BOOST_TEST_MESSAGE(one);
  BOOST_TEST(one.find("sm_") != std::string::npos);
}
