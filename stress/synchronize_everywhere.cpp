// SPDX-License-Identifier: BSL-1.0
// Soak: processes that wait for a condition and at a barrier are killed at random moments, and everybody else must go
// on.
#include <chrono>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"
#include "soak.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t users = 3;

/// Calls `action` under the lock, with which another may have died: who finds that does not know who was to be told of
/// what, and has everybody look.
template <class Action>
void with_lock(mp::Condition& condition, Action action) {
  for (bool died = false;; died = true) {
    try {
      const std::scoped_lock guard(condition);
      if (died) condition.notify_all();
      return action();
    } catch (const mp::OwnerDiedError&) {
      condition.recover();
    }
  }
}

/// Takes what it is given until there is no more to come. It is told of each item by one notification, and waits
/// without a timeout: a notification that gets lost leaves an item for ever.
void take_until_closed(mp::Condition condition, mp::Semaphore items, mp::Event closed, mp::Semaphore started) {
  for (bool first = true;; first = false) {
    bool done = false;
    with_lock(condition, [&] {
      if (first) started.release();
      first = false;
      while (!items.acquire(0s)) {
        done = closed.is_set();
        if (done) return;
        (void)condition.wait();
      }
    });
    if (done) return;
  }
}

/// Passes a barrier until it breaks.
void pass_for_ever(mp::Barrier barrier, mp::Semaphore started) {
  try {
    for (bool first = true;; first = false) {
      (void)barrier.wait();
      if (first) started.release();
    }
  } catch (const mp::BrokenBarrierError&) {
    mp::exit(3);
  }
}

/// Some of those who use a condition are killed; each item must still reach one of the others.
std::string condition_round(std::mt19937& random) {
  mp::Condition condition;
  mp::Semaphore started(0), items(0);
  mp::Event closed;
  mp::ProcessOptions daemon;
  daemon.daemon = true;
  std::vector<mp::Process> takers, victims;
  for (std::uint32_t i = 0; i < users; ++i) {
    for (auto* kind : {&victims, &takers}) {
      kind->emplace_back(daemon, take_until_closed, condition, items, closed, started);
      kind->back().start();
    }
  }
  for (std::uint32_t i = 0; i < 2 * users; ++i) (void)started.acquire();
  for (auto& victim : victims) {
    for (int i = 0; i < 3; ++i) {
      with_lock(condition, [&] {
        items.release();
        condition.notify();
      });
    }
    // The moment is what is random here; nothing waits for this sleep.
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 500));
    victim.kill();
  }
  for (auto& victim : victims) victim.join();
  // A victim that died with the lock is found by who takes it next, and that may have to be this process.
  while (items.get_value() > 0) {
    std::this_thread::sleep_for(1ms);
    with_lock(condition, [] {});
  }
  with_lock(condition, [&] {
    closed.set();
    condition.notify_all();
  });
  for (auto& taker : takers) {
    taker.join();
    if (taker.exitcode() != 0) return "a process that nobody killed did not end well";
  }
  return {};
}

/// One party of a barrier is killed; the others must be told, or wait for one that can still come.
std::string barrier_round(std::mt19937& random) {
  mp::Barrier barrier(users);
  mp::Semaphore started(0);
  mp::ProcessOptions daemon;
  daemon.daemon = true;
  std::vector<mp::Process> parties;
  for (std::uint32_t i = 0; i < users; ++i) parties.emplace_back(daemon, pass_for_ever, barrier, started);
  for (auto& party : parties) party.start();
  for (std::uint32_t i = 0; i < users; ++i) (void)started.acquire();
  std::this_thread::sleep_for(std::chrono::microseconds(random() % 2'000));
  parties.back().kill();
  parties.back().join();
  parties.pop_back();
  // Killed between two passes, it is known to nobody: then the others have come, and wait.
  while (!barrier.broken() && barrier.n_waiting() < parties.size()) std::this_thread::sleep_for(1ms);
  barrier.abort();
  for (auto& party : parties) {
    party.join();
    if (party.exitcode() != 3) return "a party was not told that the barrier is broken";
  }
  barrier.reset();
  mp::Process other(
      daemon, [](mp::Barrier mine) { (void)mine.wait(); }, barrier);
  mp::Process another(
      daemon, [](mp::Barrier mine) { (void)mine.wait(); }, barrier);
  other.start();
  another.start();
  (void)barrier.wait();
  other.join();
  another.join();
  return other.exitcode() == 0 && another.exitcode() == 0 ? "" : "the barrier did not serve again";
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);

  Soak soak("Kills processes that use a condition and a barrier at random moments.");
  return soak.run(
      argc, argv,
      [](std::mt19937& random) {
        const std::string wrong = condition_round(random);
        return wrong.empty() ? barrier_round(random) : wrong;
      },
      [](int rounds) {
        return std::to_string(rounds) + " rounds, " + std::to_string((users + 1) * rounds) +
               " processes killed, and nobody hung";
      });
}
