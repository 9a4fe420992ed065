// SPDX-License-Identifier: BSL-1.0
// For libFuzzer: now and then it begins again at a seed, so that no folder of inputs is needed.
#include <algorithm>

#include "fuzz.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  static const auto seeds = fuzz::seeds();
  if (size <= 1 || seed % 16 == 0) {
    const auto& begin = seeds[seed / 16 % seeds.size()];
    size = std::min(begin.size(), most);
    std::copy_n(begin.begin(), size, data);
  }
  return LLVMFuzzerMutate(data, size, most);
}
