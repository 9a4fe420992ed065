// SPDX-License-Identifier: BSL-1.0
// Contract of choosing strategies. Uses strategies made up here, so that it holds in every family.
#define BOOST_TEST_MODULE platform_strategy
#include <array>
#include <boost/test/unit_test.hpp>

#include "platform/semaphore.hpp"
#include "platform/strategy.hpp"

using namespace multiprocessing::platform;

namespace {

int probes = 0;

evidence works() {
  ++probes;
  return {availability::works, "call", {}, ""};
}

evidence refused() {
  return {availability::refused, "made_up_call", std::make_error_code(std::errc::operation_not_permitted), "a detail"};
}

// The words are those of the real vocabulary; what stands behind them is not.
const strategy futex{"futex", works};
const strategy sem_open{"sem-open", works};
const strategy pipe_token{"pipe-token", works};
const strategy no_futex{"futex", refused};
const strategy no_sem_open{"sem-open", refused};

const std::array<const strategy*, 3> all{&futex, &sem_open, &pipe_token};
const std::array<const strategy*, 3> crippled{&no_futex, &sem_open, &pipe_token};

struct nothing_set {
  nothing_set() { BOOST_REQUIRE(use_strategies("")); }
  ~nothing_set() { static_cast<void>(use_strategies("")); }
};

std::string chosen(std::span<const strategy* const> known) {
  const auto index = select_strategy("semaphore", known);
  return index ? std::string(known[*index]->name) : index.error().message();
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(strategies, nothing_set)

BOOST_AUTO_TEST_CASE(the_default_is_the_order_of_the_target) {
  BOOST_TEST(chosen(all) == "futex");
  BOOST_TEST(chosen(crippled) == "sem-open");
}

BOOST_AUTO_TEST_CASE(a_profile_prefers_and_falls_on) {
  BOOST_REQUIRE(use_strategies("classic"));
  BOOST_TEST(chosen(all) == "sem-open");
  const std::array<const strategy*, 3> no_names{&futex, &no_sem_open, &pipe_token};
  BOOST_TEST(chosen(no_names) == "futex");
  BOOST_REQUIRE(use_strategies("fallback"));
  BOOST_TEST(chosen(all) == "pipe-token");
  BOOST_REQUIRE(use_strategies("native"));
  BOOST_TEST(chosen(all) == "futex");
}

BOOST_AUTO_TEST_CASE(a_forced_strategy_goes_before_the_profile) {
  BOOST_REQUIRE(use_strategies("fallback,semaphore:futex"));
  BOOST_TEST(chosen(all) == "futex");
  BOOST_REQUIRE(use_strategies(" semaphore:pipe-token , exit:exit-pipe"));
  BOOST_TEST(chosen(all) == "pipe-token");
}

BOOST_AUTO_TEST_CASE(a_forced_strategy_must_work) {
  BOOST_REQUIRE(use_strategies("semaphore:futex"));
  const auto refusal = select_strategy("semaphore", crippled);
  BOOST_REQUIRE(!refusal);
  BOOST_TEST(refusal.error().unsupported());
  const std::string message = refusal.error().message();
  BOOST_TEST_INFO(message);
  BOOST_TEST(contains(message, "made_up_call"));
  BOOST_TEST(contains(message, std::make_error_code(std::errc::operation_not_permitted).message()));
  BOOST_TEST(contains(message, "a detail"));
}

BOOST_AUTO_TEST_CASE(a_forced_strategy_must_be_in_the_build) {
  BOOST_REQUIRE(use_strategies("semaphore:sem-open"));
  const std::array<const strategy*, 1> only_pipes{&pipe_token};
  const auto refusal = select_strategy("semaphore", only_pipes);
  BOOST_REQUIRE(!refusal);
  BOOST_TEST(refusal.error().unsupported());
  BOOST_TEST(contains(refusal.error().message(), "sem-open"));
}

BOOST_AUTO_TEST_CASE(nothing_that_works_is_unsupported_with_every_reason) {
  const std::array<const strategy*, 2> none{&no_futex, &no_sem_open};
  const auto refusal = select_strategy("semaphore", none);
  BOOST_REQUIRE(!refusal);
  BOOST_TEST(refusal.error().unsupported());
  BOOST_TEST(contains(refusal.error().message(), "futex is refused"));
  BOOST_TEST(contains(refusal.error().message(), "sem-open is refused"));
  const auto empty = select_strategy("semaphore", {});
  BOOST_REQUIRE(!empty);
  BOOST_TEST(empty.error().unsupported());
  BOOST_TEST(!empty.error().reason.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_word_is_refused_with_the_possible_ones) {
  BOOST_REQUIRE(use_strategies("classic"));
  for (const char* wrong : {"clasic", "semaphore:", "semaphore:sysvv", "socket:pair", ":", "futex"}) {
    const auto refusal = use_strategies(wrong);
    BOOST_TEST_CONTEXT(wrong) {
      BOOST_REQUIRE(!refusal);
      BOOST_TEST((refusal.error().code == std::errc::invalid_argument));
      BOOST_TEST(contains(refusal.error().message(), "sem-open"));
    }
  }
  BOOST_TEST(chosen(all) == "sem-open");  // what was set before stays
}

BOOST_AUTO_TEST_CASE(what_is_in_use_can_be_handed_on) {
  BOOST_TEST(strategies_in_use().empty());
  BOOST_REQUIRE(use_strategies("fallback,semaphore:futex"));
  const std::string said = strategies_in_use();
  BOOST_REQUIRE(use_strategies(""));
  BOOST_REQUIRE(use_strategies(said));
  BOOST_TEST(chosen(all) == "futex");
}

BOOST_AUTO_TEST_CASE(a_probe_runs_once) {
  static const strategy fresh{"futex", works};
  const std::array<const strategy*, 1> list{&fresh};
  probes = 0;
  for (int count = 0; count < 3; ++count) BOOST_TEST(chosen(list) == "futex");
  BOOST_TEST(probes == 1);
}

BOOST_AUTO_TEST_CASE(the_profiles_are_three) {
  const std::vector<std::string> wanted{"classic", "native", "fallback"};
  BOOST_TEST(profile_names() == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_report_gives_evidence_for_every_line) {
  const auto lines = report_strategies();
  BOOST_TEST(lines.size() >= 10U);
  int serving = 0;
  for (const strategy_report& line : lines) {
    BOOST_TEST_CONTEXT(line.primitive << ":" << line.name) {
      BOOST_TEST((!line.found.call.empty() || !line.found.detail.empty()));
      if (line.selected) BOOST_TEST((line.found.state == availability::works));
      if (line.found.state == availability::works) BOOST_TEST(!line.found.code);
      // Without an error of the system, the probe saw a wrong answer, and says which. (Strategies that must work here
      // are in none_dropped.cpp, since it may be the strategy that is wrong.)
      if (line.found.state == availability::refused) BOOST_TEST((line.found.code || !line.found.detail.empty()));
    }
    // A target may have no library for codes, and do everything else.
    if (line.primitive != "hmac") serving += line.selected;
  }
  BOOST_TEST(serving == (semaphore_strategies().empty() ? 0 : 9));
}

BOOST_AUTO_TEST_SUITE_END()
