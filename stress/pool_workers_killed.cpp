// SPDX-License-Identifier: BSL-1.0
// Soak: workers of a pool are killed at random moments. Every task must end, as what it is or as the death of a worker,
// and the pool must go on.
#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"
#include "soak.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

constexpr int workers = 3;
constexpr int tasks = 60;
constexpr int kills = 6;

/// Takes a while, so that workers die in the middle of it.
std::string echo(std::string text) {
  std::this_thread::sleep_for(500us);
  return text;
}

/// Small and large ones, so that workers die while they read and while they write, too.
std::string text_of(int number) {
  return std::string(number % 3 == 0 ? 200'000U : 20U, static_cast<char>('a' + number % 26));
}

/// Ends some worker; nothing if they are all ending already.
void kill_one(std::mt19937& random) {
  auto children = mp::active_children();
  if (children.empty()) return;
  children[random() % children.size()].kill();
}

std::string round(std::mt19937& random, int& died) {
  mp::Pool pool(workers);
  mp::TaskOptions stubborn;
  stubborn.retries = 10 * kills;
  std::vector<mp::AsyncResult<std::string>> results;
  for (int i = 0; i < tasks; ++i) {
    results.push_back(pool.apply_async(i % 2 == 0 ? stubborn : mp::TaskOptions{}, echo, text_of(i)));
  }
  (void)results.front().wait();
  for (int i = 0; i < kills; ++i) {
    // The moment is what is random here; nothing waits for this sleep.
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3'000));
    kill_one(random);
  }
  for (int i = 0; i < tasks; ++i) {
    try {
      if (results[static_cast<std::size_t>(i)].get() != text_of(i)) return "a result is not that of its task";
    } catch (const mp::WorkerDiedError& error) {
      if (i % 2 == 0) return std::string("a task that may be tried again was not: ") + error.what();
      ++died;
    }
  }
  std::vector<int> numbers{1, 2, 3, 4, 5};
  if (pool.map([](int n) { return -n; }, numbers) != std::vector<int>{-1, -2, -3, -4, -5}) return "a map is wrong";
  if (random() % 2 == 0) {
    pool.close();
    kill_one(random);
    pool.join();
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);

  int died = 0;
  Soak soak("Kills workers of a pool at random moments.");
  return soak.run(
      argc, argv, [&died](std::mt19937& random) { return round(random, died); },
      [&died](int rounds) {
        return std::to_string(rounds) + " rounds, " + std::to_string(rounds * kills) + " kills, " +
               std::to_string(died) + " tasks went with their workers, and every pool went on";
      });
}
