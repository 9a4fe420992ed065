// SPDX-License-Identifier: BSL-1.0
// How a case is written: one macro that names the case and the requirements it shows, and what its body may say.
#pragma once

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/host/printing.hpp"
#include "multiprocessing/multiprocessing.hpp"

namespace conformance {

namespace mp = multiprocessing;

/// What a case says of itself beside its body. Everything has a default.
struct Needs {
  std::vector<mp::StartMethod> start_methods = {mp::StartMethod::fork, mp::StartMethod::spawn,
                                                 mp::StartMethod::forkserver};
  std::chrono::milliseconds limit{20'000};  // when the runner gives up; a watchdog, not an expectation
};

/// The ids of the requirements that a case shows.
struct Requirements {
  std::vector<std::string_view> ids;
};
template <class... Ids>
[[nodiscard]] Requirements requires_(Ids... ids) {
  return {{ids...}};
}

/// Registers a case; used by MP_CASE alone.
struct Registration {
  Registration(std::string_view id, void (*body)(), const char* file, int line, Requirements requirements,
               Needs needs = {});
};

/// A checkpoint, written at once: where a case that hangs had got to.
void step(std::string_view text);

/// Evidence for the record, whatever the verdict.
void observe(std::string_view key, std::string_view value);
void observe(std::string_view key, const char* value);
void observe_number(std::string_view key, std::int64_t value);
void observe_flag(std::string_view key, bool value);
template <std::integral Value>
void observe(std::string_view key, Value value) {
  if constexpr (std::same_as<Value, bool>) {
    observe_flag(key, value);
  } else {
    observe_number(key, static_cast<std::int64_t>(value));
  }
}

/// Ends the case as `observed`: the model leaves the point open, and this is what happens here.
[[noreturn]] void observed(std::string_view text);
/// Ends the case as `unsupported`, with the reason.
[[noreturn]] void unsupported(std::string_view reason);

}  // namespace conformance

#define MP_CASE_NAME_2(prefix, line) prefix##line
#define MP_CASE_NAME(prefix, line) MP_CASE_NAME_2(prefix, line)

/// MP_CASE("queue.get.timeout-raises-empty", requires_("QUEUE-GET-TIMEOUT-EMPTY"), {.limit = 5s}) { body }
/// The needs may be left out. The body may use BOOST_TEST and its kin, in the process of the case, not in its children.
#define MP_CASE(id, ...)                                                               \
  static void MP_CASE_NAME(case_body_, __LINE__)();                                    \
  static const ::conformance::Registration MP_CASE_NAME(case_registration_, __LINE__)( \
      id, &MP_CASE_NAME(case_body_, __LINE__), __FILE__, __LINE__, __VA_ARGS__);       \
  static void MP_CASE_NAME(case_body_, __LINE__)()
