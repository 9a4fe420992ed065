// SPDX-License-Identifier: BSL-1.0
// Tasks that do not end: a pool gives each a time limit, or takes one back that is not wanted any more. Only the worker
// that ran it is ended; another takes its place, and nobody else notices.
#include <chrono>
#include <iostream>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

/// How many steps it takes until the number is 1. Nobody knows whether it always ends; from zero it does not.
int steps_to_one(unsigned n) {
  volatile unsigned value = n;
  int steps = 0;
  for (; value != 1; ++steps) value = value % 2 == 0 ? value / 2 : 3 * value + 1;
  return steps;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  mp::Pool pool(2);

  // A limit for each task: what takes longer fails, the rest arrives.
  mp::TaskOptions impatient;
  impatient.timeout = 500ms;
  std::vector<mp::AsyncResult<int>> results;
  for (const unsigned n : {27U, 0U, 97U}) results.push_back(pool.apply_async(impatient, steps_to_one, n));
  int given_up = 0;
  int steps = 0;
  for (const auto& result : results) {
    try {
      steps += result.get();
    } catch (const mp::TaskTimeoutError& error) {
      ++given_up;
      std::cout << error.what() << '\n';
    }
  }

  // Or by hand: one that waits is never begun, and one that runs is ended with its worker.
  const auto endless = pool.apply_async(steps_to_one, 0U);
  if (endless.wait(100ms)) return 1;
  endless.cancel(mp::Cancel::running);
  bool cancelled = false;
  try {
    (void)endless.get();
  } catch (const mp::CancelledError&) {
    cancelled = true;
  }

  std::cout << steps << " steps, " << given_up << " given up; the pool goes on: " << pool.apply(steps_to_one, 6U)
            << '\n';
  return steps == 111 + 118 && given_up == 1 && cancelled && pool.size() == 2 ? 0 : 1;
}
