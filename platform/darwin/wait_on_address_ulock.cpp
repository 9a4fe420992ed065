// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it, with the calls declared here from xnu 10002 (macOS 14),
// bsd/sys/ulock.h.
//
// Waiting on a word by __ulock_wait, for systems before 14.4. Apple does not promise this call to programs, so it comes
// after the one that it does promise, and is looked for at run time.
#include <atomic>
#include <cerrno>
#include <cstdint>

#include "bsd/word_probe.hpp"
#include "common/wait_on_address_word.hpp"
#include "darwin/system_call.hpp"

namespace multiprocessing::platform {
namespace {

struct ulock_word {
  static constexpr std::string_view name = "ulock";
  static constexpr std::string_view call = "__ulock_wait(UL_COMPARE_AND_WAIT_SHARED)";
  static constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);

  static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
    const auto sleep = calls().wait;
    if (sleep == nullptr || calls().wake == nullptr) return unsupported_error(call, "the system has no such call");
    const auto left = std::chrono::ceil<std::chrono::microseconds>(*time_left(slice_of(until, slice)));
    // Zero would be without limit.
    const auto microseconds = static_cast<std::uint32_t>(std::max<long long>(left.count(), 1));
    if (sleep(compare_and_wait_shared, &word, seen, microseconds) >= 0) return {};
    if (errno == ETIMEDOUT || errno == EINTR || errno == EFAULT) return {};
    return native_error(call, errno);
  }
  static void wake_one(std::atomic<std::uint32_t>& word) noexcept { wake(word, 0); }
  static void wake_all(std::atomic<std::uint32_t>& word) noexcept { wake(word, wake_everybody); }

 private:
  using wait_call = int(std::uint32_t operation, void*, std::uint64_t value, std::uint32_t microseconds);
  using wake_call = int(std::uint32_t operation, void*, std::uint64_t value);
  static constexpr std::uint32_t compare_and_wait_shared = 3;  // UL_COMPARE_AND_WAIT_SHARED
  static constexpr std::uint32_t wake_everybody = 0x100;       // ULF_WAKE_ALL

  struct call_table {
    wait_call* wait = find_call<wait_call>("__ulock_wait");
    wake_call* wake = find_call<wake_call>("__ulock_wake");
  };
  static const call_table& calls() {
    static const call_table found;
    return found;
  }
  static void wake(std::atomic<std::uint32_t>& word, std::uint32_t flags) noexcept {
    if (const auto call_wake = calls().wake) call_wake(compare_and_wait_shared | flags, &word, 0);
  }
};

}  // namespace

extern const wait_on_address_strategy ulock_wait_on_address;
const wait_on_address_strategy ulock_wait_on_address = word_wait_strategy<ulock_word>(probe_word<ulock_word>);

}  // namespace multiprocessing::platform
