// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by the futex call.
#include "linux/futex.hpp"
#include "linux/futex_probe.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "futex";

// Whoever changed the word may be killed before it wakes the others; they look again after this at the latest.
constexpr std::chrono::nanoseconds slice = 250ms;

class futex_address_wait final : public address_wait {
 public:
  explicit futex_address_wait(wait_memory& memory) : memory_(memory) {}

  result<> wait(std::uint32_t seen, const deadline& until) override {
    if (memory_.word.load() != seen || passed(until)) return {};
    const int code = futex_wait(memory_.word, seen, slice_of(until, slice));
    if (code != 0 && code != EAGAIN && code != ETIMEDOUT && code != EINTR) return native_error("futex", code);
    return {};
  }
  void wake_all() override { futex_wake(memory_.word, INT_MAX); }
  wait_transfer transfer() const override { return {std::string(strategy_name), {}}; }

 private:
  wait_memory& memory_;
};

result<std::unique_ptr<address_wait>> make(wait_memory& memory) {
  return {std::make_unique<futex_address_wait>(memory)};
}

result<std::unique_ptr<address_wait>> attach(const wait_transfer&, wait_memory& memory) { return make(memory); }

}  // namespace

extern const wait_on_address_strategy futex_wait_on_address;
const wait_on_address_strategy futex_wait_on_address{{strategy_name, probe_futex}, make, attach};

}  // namespace multiprocessing::platform
