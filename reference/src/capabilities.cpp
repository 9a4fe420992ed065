// SPDX-License-Identifier: BSL-1.0
// What this system offers, with evidence.
#include "multiprocessing/capabilities.hpp"

#include "platform/limits.hpp"
#include "platform/strategy.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace {

std::string_view word_for(platform::availability state) {
  switch (state) {
    case platform::availability::works:
      return "works";
    case platform::availability::refused:
      return "refused";
    case platform::availability::absent:
      break;
  }
  return "absent";
}

}  // namespace

std::vector<Capability> capabilities() {
  std::vector<Capability> found;
  for (auto& line : platform::report_strategies()) {
    auto& evidence = line.found;
    found.push_back({.primitive = std::move(line.primitive),
                     .strategy = std::move(line.name),
                     .availability = std::string(word_for(evidence.state)),
                     .call = std::move(evidence.call),
                     .error = evidence.code ? evidence.code.message() : std::string(),
                     .code = evidence.code.value(),
                     .detail = std::move(evidence.detail),
                     .selected = line.selected});
  }
  return found;
}

std::vector<EnvironmentVariable> proven_environment() {
  auto proven = platform::proven_strategies();
  if (proven.empty()) return {};
  return {{platform::proven_variable, std::move(proven)}};
}

std::vector<Limit> limits() {
  std::vector<Limit> told;
  for (auto& each : platform::report_limits()) {
    told.push_back({.name = std::move(each.name),
                    .value = each.value,
                    .unit = std::move(each.unit),
                    .call = std::move(each.call),
                    .error = each.code ? each.code.message() : std::string(),
                    .code = each.code.value(),
                    .detail = std::move(each.detail)});
  }
  return told;
}

std::vector<std::string> strategy_profiles() { return platform::profile_names(); }

void set_strategies(std::string_view specification) {
  const auto outcome = platform::use_strategies(specification);
  if (!outcome && outcome.error().code == std::errc::invalid_argument) throw ValueError(outcome.error().message());
  detail::checked(outcome);
}

}  // namespace multiprocessing
