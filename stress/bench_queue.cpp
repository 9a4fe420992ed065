// SPDX-License-Identifier: BSL-1.0
// How the transports of a queue compare on this machine: the same work over each, by turns, in one run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

using Clock = std::chrono::steady_clock;
using Item = std::vector<std::uint8_t>;

struct Work {
  std::string name;
  std::size_t bytes;
  int items;
  int consumers;
  bool there_and_back;  // each item is answered before the next one goes
};

double nanoseconds_each(Clock::time_point since, int items) {
  return std::chrono::duration<double, std::nano>(Clock::now() - since).count() / items;
}

/// Gets its share, and says when it is ready and when it has done it.
void consume(mp::Queue<Item> items, mp::Queue<Item> answers, int count, bool answer) {
  answers.put({});
  for (int i = 0; i < count; ++i) {
    auto item = items.get();
    if (answer) answers.put(item);
  }
  if (!answer) answers.put({});
}

double run(const Work& work, mp::QueueOptions options) {
  mp::Queue<Item> items(options);
  mp::Queue<Item> answers(options);
  std::vector<mp::Process> consumers;
  for (int i = 0; i < work.consumers; ++i) {
    consumers.emplace_back(&consume, items, answers, work.items / work.consumers, work.there_and_back);
    consumers.back().start();
    (void)answers.get();
  }
  const Item item(work.bytes, 7);
  const auto begin = Clock::now();
  for (int i = 0; i < work.items; ++i) {
    items.put(item);
    if (work.there_and_back) (void)answers.get();
  }
  if (!work.there_and_back) {
    for (int i = 0; i < work.consumers; ++i) (void)answers.get();
  }
  const auto each = nanoseconds_each(begin, work.items);
  for (auto& consumer : consumers) consumer.join();
  return each;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);

  CLI::App app(
      "Compares the transports of a queue; prints nanoseconds for each item, and what the ring takes of that.");
  int rounds = 5;
  double scale = 1;
  std::string strategies;
  std::size_t ring_bytes = mp::QueueOptions{}.ring_bytes;
  app.add_option("--rounds", rounds, "Of which the median counts")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--scale", scale, "More or fewer items")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--ring-bytes", ring_bytes, "The size of the ring")->capture_default_str();
  app.add_option("--strategies", strategies, "A profile or a list as in MULTIPROCESSING_STRATEGY");
  CLI11_PARSE(app, argc, argv);

  try {
    if (!strategies.empty()) mp::set_strategies(strategies);
    const std::vector<Work> works{{"8 B", 8, 40'000, 1, false},
                                  {"64 B", 64, 40'000, 1, false},
                                  {"4 KiB", 4096, 20'000, 1, false},
                                  {"64 KiB", 65'536, 2'000, 1, false},
                                  {"1 MiB", 1'048'576, 200, 1, false},
                                  {"64 B to four", 64, 20'000, 4, false},
                                  {"8 B there and back", 8, 2'000, 1, true}};
    std::cout << std::left << std::setw(20) << "work" << std::right << std::setw(12) << "pipe ns" << std::setw(12)
              << "ring ns" << std::setw(12) << "ring/pipe" << '\n';
    for (auto work : works) {
      work.items = std::max(work.consumers, static_cast<int>(work.items * scale));
      std::vector<double> pipe, ring, ratios;
      for (int round = 0; round < rounds; ++round) {
        pipe.push_back(run(work, {.transport = mp::QueueTransport::pipe}));
        ring.push_back(run(work, {.transport = mp::QueueTransport::ring, .ring_bytes = ring_bytes}));
        ratios.push_back(ring.back() / pipe.back());
      }
      std::cout << std::left << std::setw(20) << work.name << std::right << std::fixed << std::setprecision(0)
                << std::setw(12) << median(pipe) << std::setw(12) << median(ring) << std::setprecision(3)
                << std::setw(12) << median(ratios) << std::endl;
    }
  } catch (const mp::UnsupportedError& error) {
    std::cerr << "unsupported here: " << error.what() << '\n';
    return 77;
  } catch (const mp::ValueError& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
