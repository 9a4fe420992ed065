// SPDX-License-Identifier: BSL-1.0
// Never run on OpenBSD; compiled against declarations from futex(2) of OpenBSD 7.5.
//
// Sleeping on a word by OpenBSD's futex call. FUTEX_PRIVATE_FLAG, which limits it to one process, is left out on both
// sides.
#include <sys/types.h>

#include <sys/futex.h>
#include <sys/time.h>
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <ctime>

#include "bsd/word_probe.hpp"
#include "common/semaphore_word.hpp"
#include "common/wait_on_address_word.hpp"

namespace multiprocessing::platform {
namespace {

struct futex_word {
  static constexpr std::string_view name = "futex";
  static constexpr std::string_view call = "futex(FUTEX_WAIT)";
  static constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);

  static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
    timespec limit{};  // from now on; shorter than a second
    limit.tv_nsec = static_cast<long>(std::min(time_left(until).value_or(slice), slice).count());
    const int answer = ::futex(as_word(word), FUTEX_WAIT, static_cast<int>(seen), &limit, nullptr);
    // The manual page says that the error number is the answer; what goes by way of errno has -1 here.
    const int code = answer < 0 ? errno : answer;
    // ECANCELED: a signal arrived whose handler asks for restarting.
    if (code == 0 || code == EAGAIN || code == ETIMEDOUT || code == EINTR || code == ECANCELED) return {};
    return native_error("futex", code);
  }
  static void wake_one(std::atomic<std::uint32_t>& word) noexcept { wake(word, 1); }
  static void wake_all(std::atomic<std::uint32_t>& word) noexcept { wake(word, INT_MAX); }

 private:
  static volatile std::uint32_t* as_word(std::atomic<std::uint32_t>& word) noexcept {
    return reinterpret_cast<volatile std::uint32_t*>(&word);
  }
  static void wake(std::atomic<std::uint32_t>& word, int count) noexcept {
    ::futex(as_word(word), FUTEX_WAKE, count, nullptr, nullptr);
  }
};

}  // namespace

extern const semaphore_strategy system_word_semaphore;
const semaphore_strategy system_word_semaphore = word_semaphore_strategy<futex_word>(probe_word<futex_word>);

extern const wait_on_address_strategy system_word_wait_on_address;
const wait_on_address_strategy system_word_wait_on_address = word_wait_strategy<futex_word>(probe_word<futex_word>);

}  // namespace multiprocessing::platform
