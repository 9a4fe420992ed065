// SPDX-License-Identifier: BSL-1.0
// Helpers of the contract tests.
#include "support.hpp"

#include <array>
#include <iostream>

#include "platform/strategy.hpp"

namespace contract {

std::vector<std::string> working(const std::string& primitive) {
  std::vector<std::string> names;
  for (const strategy_report& line : report_strategies()) {
    if (line.primitive != primitive) continue;
    const bool works = line.found.state == availability::works;
    std::cout << "strategy " << primitive << ":" << line.name << (works ? " works" : " does not work here")
              << (line.selected ? " (default)" : "") << ": " << line.found.call
              << (line.found.code ? ": " + line.found.code.message() : "")
              << (line.found.detail.empty() ? "" : "; " + line.found.detail) << '\n';
    if (works) names.push_back(line.name);
  }
  std::cout.flush();
  return names;
}

serving_only::serving_only(const std::string& primitive, const std::string& name) {
  must(use_strategies(primitive + ":" + name));
}

serving_only::~serving_only() { static_cast<void>(use_strategies("")); }

std::unique_ptr<child_process> launched(std::vector<std::string> arguments, std::vector<native_handle> inherited) {
  return must(launch_process({CONTRACT_CHILD, std::move(arguments), std::move(inherited)}));
}

int exit_code(child_process& ended) {
  const auto code = must(ended.wait(std::nullopt));
  BOOST_REQUIRE(code.has_value());
  return *code;
}

checkpoint::checkpoint() : ends_(must(make_pipe())) {}

void checkpoint::reach() {
  const std::array<std::byte, 1> mark{};
  static_cast<void>(write_some(ends_.writer.native(), mark));
}

void checkpoint::await() {
  std::array<std::byte, 1> mark{};
  static_cast<void>(read_some(ends_.reader.native(), mark));
}

std::string text(native_handle native) { return std::to_string(native); }

}  // namespace contract
