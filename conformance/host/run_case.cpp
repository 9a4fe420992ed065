// SPDX-License-Identifier: BSL-1.0
// Runs one case, once, in this process: the variant is set up, the body runs as a Boost.Test case, the outcome is
// declared.
#include "conformance/host/run_case.hpp"

#include <algorithm>
#include <array>
#include <boost/test/results_collector.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/test/unit_test_log.hpp>
#include <optional>
#include <string>

#include "conformance/host/failure_formatter.hpp"
#include "conformance/host/record.hpp"

namespace conformance {

namespace {

namespace test = boost::unit_test;

struct Outcome {
  Declared declared = Declared::broken;
  std::string reason;
};

// What a body throws to end the case with another word than pass and fail. Not an error, so no std::exception.
struct Ending {
  Outcome outcome;
};

Outcome unsupported_outcome(const char* reason) { return {Declared::unsupported, reason}; }

// The start method and the profile of the variant. Nothing if they serve here; else why not.
std::optional<Outcome> set_up(const Variant& variant) {
  try {
    mp::set_strategies(variant.profile);
    const auto working = mp::get_all_start_methods();
    if (working.empty()) {
      (void)mp::get_start_method();  // throws, and knows the reasons
      return Outcome{Declared::broken,
                     "no start method works, but the default is " + std::string(variant.start_method)};
    }
    const auto method = mp::start_method_from(variant.start_method);
    try {
      mp::set_start_method(method);
    } catch (const mp::ValueError& error) {
      return unsupported_outcome(error.what());
    }
  } catch (const mp::UnsupportedError& error) {
    return unsupported_outcome(error.what());
  } catch (const std::exception& error) {
    return Outcome{Declared::broken, std::string("set-up of the variant: ") + error.what()};
  }
  return std::nullopt;
}

// Runs the body through the framework, alone. Failures are recorded as they happen.
Outcome run_body(const Case& the_case) {
  std::optional<Outcome> ended;
  test::test_unit_id unit = test::INV_TEST_UNIT_ID;
  bool (*const register_nothing)() = [] { return true; };
  // The signals of a case belong to the case: a handler of the framework would be inherited by its forked children.
  std::array<std::string, 4> words = {"conformance-host", "--catch_system_errors=no", "--detect_memory_leaks=0",
                                      "--color_output=no"};
  std::array<char*, words.size()> pointers{};
  std::transform(words.begin(), words.end(), pointers.begin(), [](std::string& word) { return word.data(); });
  test::framework::init(register_nothing, static_cast<int>(pointers.size()), pointers.data());

  auto* const unit_test = test::make_test_case(
      [&] {
        try {
          the_case.body();
        } catch (const Ending& ending) {
          ended = ending.outcome;
        } catch (const mp::UnsupportedError& error) {
          ended = unsupported_outcome(error.what());
        }
      },
      the_case.id, the_case.file, static_cast<std::size_t>(the_case.line));
  test::framework::master_test_suite().add(unit_test);
  unit = unit_test->p_id;
  test::unit_test_log.set_formatter(new FailureFormatter);  // owned by the framework from here
  test::unit_test_log.set_threshold_level(test::log_all_errors);
  test::framework::finalize_setup_phase();
  test::framework::run(unit);

  const auto& results = test::results_collector.results(unit);
  if (results.p_assertions_failed > 0 || results.p_aborted || !results.passed()) {
    // A word of the body does not undo a failed assertion.
    if (results.p_assertions_failed == 0 && !results.p_aborted && ended) {
      return *ended;
    }
    return {Declared::fail, std::to_string(results.p_assertions_failed) + " assertions failed"};
  }
  if (ended) {
    return *ended;
  }
  if (results.p_assertions_passed == 0) {
    return {Declared::broken, "the body evaluated no assertion"};
  }
  return {Declared::pass, ""};
}

const char* word(Declared declared) {
  switch (declared) {
    case Declared::pass:
      return "pass";
    case Declared::observed:
      return "observed";
    case Declared::fail:
      return "fail";
    case Declared::unsupported:
      return "unsupported";
    case Declared::broken:
      return "broken";
  }
  return "broken";
}

}  // namespace

void observed(std::string_view text) { throw Ending{{Declared::observed, std::string(text)}}; }
void unsupported(std::string_view reason) { throw Ending{{Declared::unsupported, std::string(reason)}}; }

int run_case(const Case& the_case, const Variant& variant, const std::filesystem::path& control) {
  record::open(control);
  record::begin(the_case.id, variant.id);
  auto outcome = set_up(variant);
  if (!outcome) {
    outcome = run_body(the_case);
  }
  record::end(word(outcome->declared), outcome->reason);
  return outcome->declared == Declared::observed ? 0 : static_cast<int>(outcome->declared);
}

}  // namespace conformance
