// SPDX-License-Identifier: BSL-1.0
// Soak: workers of a pool are killed at random moments. Every task must end, as what it is or as the death of a worker,
// and the pool must go on.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

constexpr int workers = 3;
constexpr int tasks = 30;
constexpr int kills = 6;

/// Small and large ones, so that workers die while they read and while they write.
std::string echo(std::string text) { return text; }

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

  CLI::App app(
      "Kills workers of a pool at random moments. Exit code 0 if every task ended and the pool went on; 1 if not, with "
      "the seed that shows it. A round that never ends is a failure too: run it under a time limit.");
  int rounds = 20;
  std::uint32_t seed = std::random_device{}();
  std::string method;
  std::string strategies;
  app.add_option("--rounds", rounds, "How many times")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--seed", seed, "Chooses the moments; printed by every run");
  app.add_option("--start-method", method, "A start method; the default of this system if not given");
  app.add_option("--strategies", strategies,
                 "A profile (classic, native, fallback) or a list as in MULTIPROCESSING_STRATEGY");
  CLI11_PARSE(app, argc, argv);

  int died = 0;
  try {
    if (!strategies.empty()) mp::set_strategies(strategies);
    if (!method.empty()) {
      const auto wanted = mp::start_method_from(method);
      const auto known = mp::get_all_start_methods();
      if (std::ranges::find(known, wanted) == known.end()) {
        std::cerr << "unsupported here: the start method " << method << '\n';
        return 77;
      }
      mp::set_start_method(wanted);
    }
    std::cout << "seed " << seed << std::endl;
    std::mt19937 random(seed);
    for (int i = 1; i <= rounds; ++i) {
      if (const std::string wrong = round(random, died); !wrong.empty()) {
        std::cerr << "round " << i << ", seed " << seed << ": " << wrong << '\n';
        return 1;
      }
    }
  } catch (const mp::UnsupportedError& error) {
    std::cerr << "unsupported here: " << error.what() << '\n';
    return 77;
  } catch (const mp::ValueError& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
  std::cout << rounds << " rounds, " << rounds * kills << " kills, " << died
            << " tasks went with their workers, and every pool went on\n";
}
