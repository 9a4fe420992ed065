// SPDX-License-Identifier: BSL-1.0
// A shared array that many processes work on at once: heat spreads along a rod, each process has a part of it, and a
// barrier keeps them in step.
#include <cstddef>
#include <iostream>
#include <utility>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

constexpr std::size_t cells = 4'000;
constexpr int steps = 200;

/// What the cells from `first` to before `last` are after one more step. The ends of the rod stay as they are.
template <class Cells>
void step(const Cells& before, const Cells& after, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    const bool end = i == 0 || i + 1 == cells;
    after[i] = end ? before[i] : before[i] + 0.4 * (before[i - 1] - 2 * before[i] + before[i + 1]);
  }
}

/// Two arrays by turns: what is read in a step is written by nobody in that step, so neither needs a lock.
void spread(mp::RawArray<double> before, mp::RawArray<double> after, mp::Barrier together, std::size_t first,
            std::size_t last) {
  for (int i = 0; i < steps; ++i) {
    step(before, after, first, last);
    std::swap(before, after);
    together.wait();
  }
}

std::vector<double> cold_with_a_hot_end() {
  std::vector<double> rod(cells);
  rod.front() = 100;
  return rod;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  constexpr std::size_t parts = 4;
  const mp::RawArray<double> even(cold_with_a_hot_end()), odd(cells);
  const mp::Barrier together(parts);
  std::vector<mp::Process> workers;
  for (std::size_t part = 0; part < parts; ++part) {
    workers.emplace_back(spread, even, odd, together, part * cells / parts, (part + 1) * cells / parts).start();
  }
  for (auto& worker : workers) worker.join();

  // The same by one process.
  auto alone = cold_with_a_hot_end();
  std::vector<double> next(cells);
  for (int i = 0; i < steps; ++i) {
    step<double*>(alone.data(), next.data(), 0, cells);
    alone.swap(next);
  }
  const auto& result = steps % 2 == 0 ? even : odd;
  std::size_t warm = 0, wrong = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    warm += result[i] > 1 ? 1 : 0;
    wrong += result[i] == alone[i] ? 0 : 1;
  }
  std::cout << "after " << steps << " steps " << warm << " cells are warmer than one degree\n";
  return wrong == 0 && warm > 1 ? 0 : 1;
}
