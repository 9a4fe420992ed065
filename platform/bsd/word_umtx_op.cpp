// SPDX-License-Identifier: BSL-1.0
// Never run on FreeBSD; compiled against declarations from _umtx_op(2) of FreeBSD 14.
//
// Sleeping on a word by FreeBSD's _umtx_op. The operations without _PRIVATE find sleepers by the physical address
// ("SLEEP QUEUES"), so each process may have the word at an address of its own.
#include <sys/types.h>

#include <sys/umtx.h>
#include <atomic>
#include <cerrno>
#include <climits>
#include <ctime>

#include "bsd/word_probe.hpp"
#include "common/semaphore_word.hpp"
#include "common/wait_on_address_word.hpp"

namespace multiprocessing::platform {
namespace {

struct umtx_op_word {
  static constexpr std::string_view name = "umtx";
  static constexpr std::string_view call = "_umtx_op(UMTX_OP_WAIT_UINT)";
  static constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);

  static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
    // steady_clock reads CLOCK_MONOTONIC in the library of this system, libc++.
    const auto time = std::chrono::nanoseconds(slice_of(until, slice)->time_since_epoch());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    _umtx_time limit{};
    limit._timeout.tv_sec = static_cast<time_t>(seconds.count());
    limit._timeout.tv_nsec = static_cast<long>((time - seconds).count());
    limit._flags = UMTX_ABSTIME;
    limit._clockid = CLOCK_MONOTONIC;
    // Which structure the last argument points to is told by its size, passed as a pointer.
    void* const size = reinterpret_cast<void*>(sizeof limit);
    // A word that differs is no error here: the call returns at once.
    if (::_umtx_op(&word, UMTX_OP_WAIT_UINT, seen, size, &limit) == 0) return {};
    if (errno == ETIMEDOUT || errno == EINTR) return {};
    return native_error("_umtx_op", errno);
  }
  static void wake_one(std::atomic<std::uint32_t>& word) noexcept { wake(word, 1); }
  static void wake_all(std::atomic<std::uint32_t>& word) noexcept { wake(word, INT_MAX); }

 private:
  static void wake(std::atomic<std::uint32_t>& word, int count) noexcept {
    ::_umtx_op(&word, UMTX_OP_WAKE, static_cast<unsigned long>(count), nullptr, nullptr);
  }
};

}  // namespace

extern const semaphore_strategy system_word_semaphore;
const semaphore_strategy system_word_semaphore = word_semaphore_strategy<umtx_op_word>(probe_word<umtx_op_word>);

extern const wait_on_address_strategy system_word_wait_on_address;
const wait_on_address_strategy system_word_wait_on_address =
    word_wait_strategy<umtx_op_word>(probe_word<umtx_op_word>);

}  // namespace multiprocessing::platform
