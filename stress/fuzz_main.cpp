// SPDX-License-Identifier: BSL-1.0
// Runs a fuzz target where the compiler has no libFuzzer: the seeds, and a number of inputs bent from them by chance.
//
//   fuzz-TARGET [-runs=N] [-seed=S] [FILE...]        as a program of libFuzzer; a FILE is run as it is, and nothing
//   else
#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

#include "fuzz.hpp"

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t end) { return static_cast<std::size_t>(random() % end); }

/// What lengths and counts break at.
std::uint8_t telling_byte(Random& random) {
  constexpr std::uint8_t bytes[] = {0, 1, 0x7f, 0x80, 0xff};
  return bytes[below(random, std::size(bytes))];
}

void bend(fuzz::Input& input, Random& random) {
  const auto place = [&] { return static_cast<std::ptrdiff_t>(below(random, input.size() + 1)); };
  switch (below(random, input.empty() ? 2 : 6)) {
    case 0:
      input.insert(input.begin() + place(), telling_byte(random));
      break;
    case 1:
      input.insert(input.begin() + place(), below(random, 64), static_cast<std::uint8_t>(random()));
      break;
    case 2:
      input[below(random, input.size())] ^= static_cast<std::uint8_t>(1U << below(random, 8));
      break;
    case 3:
      input[below(random, input.size())] = telling_byte(random);
      break;
    case 4:
      input.erase(input.begin() + static_cast<std::ptrdiff_t>(below(random, input.size())));
      break;
    default:
      input.resize(below(random, input.size()));
  }
}

void run(const fuzz::Input& input) { LLVMFuzzerTestOneInput(input.data(), input.size()); }

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 10'000;
  std::uint64_t seed = 1;
  bool replayed = false;
  for (int index = 1; index < argc; ++index) {
    const std::string_view argument = argv[index];
    if (argument.starts_with("-runs=")) {
      runs = number(argument.substr(6));
    } else if (argument.starts_with("-seed=")) {
      seed = number(argument.substr(6));
    } else if (!argument.starts_with("-")) {
      std::ifstream file(argv[index], std::ios::binary);
      run({std::istreambuf_iterator<char>(file), {}});
      replayed = true;
    }
  }
  if (replayed) return 0;
  const auto seeds = fuzz::seeds();
  for (const auto& each : seeds) run(each);
  Random random(seed);
  for (std::uint64_t count = 0; count < runs; ++count) {
    auto input = seeds[below(random, seeds.size())];
    for (auto times = 1 + below(random, 8); times > 0; --times) bend(input, random);
    run(input);
  }
  std::printf("%llu inputs, seed %llu: every promise held\n", static_cast<unsigned long long>(runs),
              static_cast<unsigned long long>(seed));
  return 0;
}
