// SPDX-License-Identifier: BSL-1.0
// The environment chooses before the program. Run with MULTIPROCESSING_STRATEGY=fallback,exit:pidfd.
#define BOOST_TEST_MODULE platform_strategy_environment
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "platform/strategy.hpp"

using namespace multiprocessing::platform;

namespace {

evidence works() { return {availability::works, "call", {}, ""}; }

const strategy futex{"futex", works};
const strategy pipe_token{"pipe-token", works};
const strategy pidfd{"pidfd", works};
const strategy exit_pipe{"exit-pipe", works};
const std::array<const strategy*, 2> semaphores{&futex, &pipe_token};
const std::array<const strategy*, 2> exits{&pidfd, &exit_pipe};

std::string chosen(std::string_view primitive, std::span<const strategy* const> known) {
  const auto index = select_strategy(primitive, known);
  return index ? std::string(known[*index]->name) : index.error().message();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_environment_goes_before_the_program) {
  const char* given = std::getenv("MULTIPROCESSING_STRATEGY");
  BOOST_REQUIRE(given != nullptr);
  BOOST_REQUIRE_EQUAL(given, "fallback,exit:pidfd");
  for (const char* set : {"", "native", "semaphore:futex,exit:exit-pipe"}) {
    BOOST_TEST_CONTEXT("set by the program: '" << set << "'") {
      BOOST_REQUIRE(use_strategies(set));
      BOOST_TEST(chosen("semaphore", semaphores) == "pipe-token");
      BOOST_TEST(chosen("exit", exits) == "pidfd");
      BOOST_TEST(strategies_in_use() == set);
    }
  }
}
