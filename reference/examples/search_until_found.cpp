// SPDX-License-Identifier: BSL-1.0
// Cancelling: several processes look for the same thing, the first that finds it says so, and the others stop at once.
// Whoever waits for them can stop waiting as well, by a std::stop_token.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <thread>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

/// Scrambles the bits of a number, so that what is looked for is nowhere in particular.
std::uint64_t scrambled(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// A number whose scrambled bits begin with 18 zeros.
bool wanted(std::uint64_t x) { return scrambled(x) >> 46U == 0; }

void search(std::uint64_t start, std::uint64_t stride, mp::Event found, mp::SimpleQueue<std::uint64_t> answers) {
  for (std::uint64_t x = start; !found.is_set(); x += stride) {
    if (wanted(x)) {
      answers.put(x);
      found.set();
    }
  }
}

/// Never finds anything, and is told to stop.
void search_in_vain(mp::Event stop) {
  while (!stop.wait(1ms)) continue;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  constexpr std::uint64_t searchers = 3;
  mp::Event found;
  mp::SimpleQueue<std::uint64_t> answers;
  std::vector<mp::Process> processes;
  for (std::uint64_t i = 0; i < searchers; ++i)
    processes.emplace_back(search, 1 + i, searchers, found, answers).start();
  const auto answer = answers.get();
  for (auto& process : processes) process.join();
  std::cout << answer << " scrambled is " << scrambled(answer) << '\n';

  mp::Event stop;
  mp::Process in_vain(search_in_vain, stop);
  in_vain.start();
  bool waited_to_the_end = true;
  {
    mp::Event never;
    std::jthread waiting([&](std::stop_token patience) { waited_to_the_end = never.wait(patience); });
  }  // the end of a jthread asks it to stop
  stop.set();
  in_vain.join();
  return wanted(answer) && !waited_to_the_end && in_vain.exitcode() == 0 ? 0 : 1;
}
