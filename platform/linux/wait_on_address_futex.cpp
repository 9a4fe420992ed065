// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by the futex call.
#include "linux/futex.hpp"
#include "linux/futex_probe.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

// Whoever changed the word may be killed before it wakes the others; they look again after this at the latest.
constexpr std::chrono::nanoseconds slice = 250ms;

result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
  if (word.load() != seen || passed(until)) return {};
  const int code = futex_wait(word, seen, slice_of(until, slice));
  if (code != 0 && code != EAGAIN && code != ETIMEDOUT && code != EINTR) return native_error("futex", code);
  return {};
}

void wake_all(std::atomic<std::uint32_t>& word) { futex_wake(word, INT_MAX); }

}  // namespace

extern const wait_on_address_strategy futex_wait_on_address;
const wait_on_address_strategy futex_wait_on_address{{"futex", probe_futex}, wait, wake_all};

}  // namespace multiprocessing::platform
