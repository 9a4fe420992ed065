// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by looking at it again and again: for systems where processes cannot sleep on memory.
#include <algorithm>
#include <thread>

#include "common/probe.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "polled";

// The bound is what CPython's own timed semaphore wait without a system call uses: long enough to cost nothing, short
// enough not to be felt.
constexpr std::chrono::nanoseconds first_pause = 20us;
constexpr std::chrono::nanoseconds longest_pause = 20ms;
constexpr int looks_before_pausing = 50;

class polled_wait final : public address_wait {
 public:
  explicit polled_wait(wait_memory& memory) : memory_(memory) {}

  result<> wait(std::uint32_t seen, const deadline& until) override {
    const std::atomic<std::uint32_t>& word = memory_.word;
    for (int look = 0; look < looks_before_pausing; ++look) {
      if (word.load() != seen || passed(until)) return {};
      std::this_thread::yield();
    }
    for (std::chrono::nanoseconds pause = first_pause; word.load() == seen && !passed(until);
         pause = std::min(pause * 2, longest_pause)) {
      std::this_thread::sleep_for(std::min(pause, time_left(until).value_or(pause)));
    }
    return {};
  }
  void wake_all() override {}
  wait_transfer transfer() const override { return {std::string(strategy_name), {}}; }

 private:
  wait_memory& memory_;
};

result<std::unique_ptr<address_wait>> make(wait_memory& memory) { return {std::make_unique<polled_wait>(memory)}; }

result<std::unique_ptr<address_wait>> attach(const wait_transfer&, wait_memory& memory) { return make(memory); }

evidence probe() {
  if (!std::atomic<std::uint32_t>::is_always_lock_free)
    return seen_misbehaving("atomic<uint32_t>", "the word would need a lock of this process");
  return seen_working("sleep", "looks at least every 20 ms");
}

}  // namespace

extern const wait_on_address_strategy polled_wait_on_address;
const wait_on_address_strategy polled_wait_on_address{{strategy_name, probe}, make, attach};

}  // namespace multiprocessing::platform
