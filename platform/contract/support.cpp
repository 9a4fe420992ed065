// SPDX-License-Identifier: BSL-1.0
// Helpers of the contract tests.
#include "support.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <map>

#include "platform/strategy.hpp"

namespace contract {
namespace {

void look_up(const std::string& primitive, const std::string& prefix, std::vector<std::string>& found) {
  for (const strategy_report& line : report_strategies()) {
    if (line.primitive != primitive) continue;
    const bool works = line.found.state == availability::works;
    std::cout << "strategy " << primitive << ":" << line.name << (works ? " works" : " does not work here")
              << (line.selected ? " (default)" : "") << ": " << line.found.call
              << (line.found.code ? ": " + line.found.code.message() : "")
              << (line.found.detail.empty() ? "" : "; " + line.found.detail) << '\n';
    if (works) found.push_back(prefix + line.name);
  }
  std::cout.flush();
}

/// The one lock that is made of a semaphore.
constexpr std::string_view lock_of_semaphore = "pid-liveness";

std::string specification_of(const std::string& by) {
  return by.starts_with("lock:") ? by : by + ",lock:" + std::string(lock_of_semaphore);
}

lock_releaser releaser_of(const std::string& by) {
  const std::string_view word = by.starts_with("lock:") ? std::string_view(by).substr(5) : lock_of_semaphore;
  const auto known = lock_strategies();
  const auto found = std::ranges::find(known, word, &lock_strategy::name);
  BOOST_REQUIRE((found != known.end()));
  return (*found)->released_by;
}

}  // namespace

const std::vector<std::string>& working::names() const {
  static std::map<std::string, std::vector<std::string>> known;
  const auto [found, fresh] = known.try_emplace(primitive_ + " " + other_);
  if (fresh) {
    look_up(primitive_, other_.empty() ? "" : primitive_ + ":", found->second);
    if (!other_.empty()) look_up(other_, other_ + ":", found->second);
  }
  return found->second;
}

serving_only::serving_only(const std::string& specification) { must(use_strategies(specification)); }

serving_only::~serving_only() { static_cast<void>(use_strategies("")); }

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

bool write_all(native_handle to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto written = write_some(to, bytes);
    if (!written || *written == 0) return false;
    bytes = bytes.subspan(*written);
  }
  return true;
}

std::vector<std::byte> read_to_end(native_handle from) {
  std::vector<std::byte> all;
  std::array<std::byte, 5000> piece;
  while (const std::size_t count = value_of(read_some(from, piece)))
    all.insert(all.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
  return all;
}

std::string text_to_end(native_handle from) {
  const std::vector<std::byte> all = read_to_end(from);
  return {reinterpret_cast<const char*>(all.data()), all.size()};
}

placed_lock::placed_lock(const std::string& by)
    : released_by(releaser_of(by)), only(specification_of(by)), made(must(make_lock(*words, released_by))) {}

std::unique_ptr<child_process> launched(std::vector<std::string> arguments, std::vector<native_handle> inherited) {
  return must(launch_process({CONTRACT_CHILD, std::move(arguments), std::move(inherited)}));
}

std::string text(native_handle native) { return std::to_string(native); }

}  // namespace contract
