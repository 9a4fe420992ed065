// SPDX-License-Identifier: BSL-1.0
// The benchmark of the talk that introduced multiprocessing: sums of primes, found by one process, then by several that
// share a queue of work. Each process is a CPU of its own, so the second takes less time where there is more than one.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

bool is_prime(std::uint64_t n) {
  if (n < 2) return false;
  for (std::uint64_t i = 2; i * i <= n; ++i) {
    if (n % i == 0) return false;
  }
  return true;
}

/// The sum of the primes below n.
std::uint64_t sum_primes(std::uint64_t n) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 2; i < n; ++i) sum += is_prime(i) ? i : 0;
  return sum;
}

void work(mp::Queue<std::uint64_t> limits, mp::Queue<std::uint64_t> sums) {
  while (const auto limit = limits.get()) sums.put(sum_primes(limit));
}

std::uint64_t alone(const std::vector<std::uint64_t>& limits) {
  std::uint64_t total = 0;
  for (const auto limit : limits) total += sum_primes(limit);
  return total;
}

std::uint64_t together(const std::vector<std::uint64_t>& limits, unsigned processes) {
  mp::Queue<std::uint64_t> work_queue, sums;
  for (const auto limit : limits) work_queue.put(limit);
  std::vector<mp::Process> workers;
  for (unsigned i = 0; i < processes; ++i) {
    work_queue.put(0);  // the end, once for each worker
    workers.emplace_back(work, work_queue, sums).start();
  }
  std::uint64_t total = 0;
  // Reading before joining: a worker ends only when its results have been taken.
  for (std::size_t i = 0; i < limits.size(); ++i) total += sums.get();
  for (auto& worker : workers) worker.join();
  return total;
}

template <class F>
std::uint64_t timed(const char* how, F sum) {
  const auto began = std::chrono::steady_clock::now();
  const auto total = sum();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  std::cout << how << ": " << total << " in " << seconds.count() << " s\n";
  return total;
}

}  // namespace

/// primes [LARGEST]: up to the largest number, in twenty steps. The talk went to 5,000,000.
int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  const std::uint64_t largest = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 400'000;
  if (largest < 20) {
    std::cerr << "usage: primes [LARGEST, 20 at least]\n";
    return 2;
  }
  std::vector<std::uint64_t> limits;
  for (std::uint64_t i = 1; i <= 20; ++i) limits.push_back(i * largest / 20);
  const unsigned processes = std::max(2U, std::thread::hardware_concurrency());
  const auto one = timed("one process", [&] { return alone(limits); });
  const auto many = timed("several processes", [&] { return together(limits, processes); });
  return one == many ? 0 : 1;
}
