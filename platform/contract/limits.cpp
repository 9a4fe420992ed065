// SPDX-License-Identifier: BSL-1.0
// Contract of the report of limits.
#define BOOST_TEST_MODULE platform_limits
#include "platform/limits.hpp"

#include <bit>
#include <boost/test/unit_test.hpp>
#include <iostream>

#include "platform/channel.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const std::vector<limit>& reported() {
  static const std::vector<limit> all = report_limits();
  return all;
}

std::optional<std::uint64_t> value_named(const std::string& name) {
  for (const limit& each : reported()) {
    if (each.name == name) return each.value;
  }
  return std::nullopt;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_name_is_answered_in_order) {
  std::vector<std::string> names;
  for (const limit& each : reported()) names.push_back(each.name);
  BOOST_TEST(names == limit_names(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_answer_has_a_call_and_a_value_or_a_reason) {
  for (const limit& each : reported()) {
    std::cout << each.name << ": " << (each.value ? std::to_string(*each.value) : "-") << ' ' << each.unit << ", "
              << each.call << (each.code ? ": " + each.code.message() : "")
              << (each.detail.empty() ? "" : "; " + each.detail) << '\n';
    BOOST_TEST_CONTEXT(each.name) {
      BOOST_TEST(!each.call.empty());
      BOOST_TEST((each.value.has_value() ? !each.code && !each.unit.empty() : each.code || !each.detail.empty()));
      if (each.code == std::errc::not_supported) BOOST_TEST(!each.detail.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_answers_are_possible) {
  for (const auto& [name, least] : std::vector<std::pair<std::string, std::uint64_t>>{{"descriptors", 16},
                                                                                      {"processes", 2},
                                                                                      {"semaphore-value", 127},
                                                                                      {"semaphore-name-length", 13},
                                                                                      {"pipe-capacity", 512},
                                                                                      {"pipe-atomic-write", 512},
                                                                                      {"stream-capacity", 512},
                                                                                      {"message-size", 512},
                                                                                      {"shared-memory-name-length", 13},
                                                                                      {"page-size", 512},
                                                                                      {"socket-path-length", 91},
                                                                                      {"argument-bytes", 4096},
                                                                                      {"clock-resolution", 1},
                                                                                      {"sleep-granularity", 1},
                                                                                      {"processors", 1}}) {
    if (const auto value = value_named(name)) BOOST_TEST(*value >= least, name << " is " << *value);
  }
  if (const auto page = value_named("page-size")) BOOST_TEST(std::has_single_bit(*page));
}

// What is said of pipes is what this layer's pipes do.
BOOST_AUTO_TEST_CASE(a_pipe_takes_as_much_as_is_said) {
  const auto capacity = value_named("pipe-capacity");
  if (!capacity) return;
  const auto ends = must(make_pipe());
  BOOST_TEST(write_all(ends.writer.native(), std::vector<std::byte>(static_cast<std::size_t>(*capacity))));
  if (const auto atomic = value_named("pipe-atomic-write")) BOOST_TEST(*atomic >= atomic_write_bytes());
}
