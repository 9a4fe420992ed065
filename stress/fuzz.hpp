// SPDX-License-Identifier: BSL-1.0
// A fuzz target: what is called with bytes that nobody has written with care, and where the search begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

/// Of the target: takes one input. Ends the program where a promise does not hold; libFuzzer's name and meaning.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

using Input = std::vector<std::uint8_t>;

/// Of the target: inputs that are right, to be bent.
[[nodiscard]] std::vector<Input> seeds();

inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

[[nodiscard]] inline Input input_of(std::span<const std::byte> bytes) {
  Input input;
  for (const auto byte : bytes) input.push_back(std::to_integer<std::uint8_t>(byte));
  return input;
}

}  // namespace fuzz
