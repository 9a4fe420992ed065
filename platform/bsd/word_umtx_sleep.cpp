// SPDX-License-Identifier: BSL-1.0
// Never run on DragonFly; compiled against declarations from umtx(2) of DragonFly 6.4.
//
// Sleeping on a word by DragonFly's umtx_sleep, which finds sleepers by "the physical memory backing the user address".
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <cerrno>

#include "bsd/word_probe.hpp"
#include "common/semaphore_word.hpp"
#include "common/wait_on_address_word.hpp"

namespace multiprocessing::platform {
namespace {

struct umtx_sleep_word {
  static constexpr std::string_view name = "umtx";
  static constexpr std::string_view call = "umtx_sleep";
  static constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);  // the call takes a second at most

  static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
    const auto left = std::min(time_left(until).value_or(slice), slice);
    // Zero would be without limit. Rounded up, so that a wait does not end before its deadline.
    const auto microseconds = std::max<long long>(std::chrono::ceil<std::chrono::microseconds>(left).count(), 1);
    if (::umtx_sleep(as_int(word), static_cast<int>(seen), static_cast<int>(microseconds)) == 0) return {};
    // EWOULDBLOCK is what the kernel's tsleep calls an expired wait.
    if (errno == EBUSY || errno == ETIMEDOUT || errno == EWOULDBLOCK || errno == EINTR) return {};
    return native_error("umtx_sleep", errno);
  }
  static void wake_one(std::atomic<std::uint32_t>& word) noexcept { ::umtx_wakeup(as_int(word), 1); }
  static void wake_all(std::atomic<std::uint32_t>& word) noexcept { ::umtx_wakeup(as_int(word), 0); }

 private:
  static const int* as_int(const std::atomic<std::uint32_t>& word) noexcept {
    return reinterpret_cast<const int*>(&word);
  }
};

}  // namespace

extern const semaphore_strategy system_word_semaphore;
const semaphore_strategy system_word_semaphore = word_semaphore_strategy<umtx_sleep_word>(probe_word<umtx_sleep_word>);

extern const wait_on_address_strategy system_word_wait_on_address;
const wait_on_address_strategy system_word_wait_on_address =
    word_wait_strategy<umtx_sleep_word>(probe_word<umtx_sleep_word>);

}  // namespace multiprocessing::platform
