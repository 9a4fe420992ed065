// SPDX-License-Identifier: BSL-1.0
// What both users of futexes ask of the system first.
#pragma once

#include <sys/mman.h>

#include "common/probe.hpp"
#include "linux/futex.hpp"

namespace multiprocessing::platform {

/// Waits and wakes on a word in shared memory. Every answer is given by the kernel, so a sandbox that pretends is
/// found.
inline evidence probe_futex() {
  void* const page = ::mmap(nullptr, sizeof(std::uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return seen_failing(native_error("mmap", errno));
  auto& word = *static_cast<std::atomic<std::uint32_t>*>(page);
  const int different = futex_wait(word, 1, deadline_after(std::chrono::seconds(1)));
  const int expired = futex_wait(word, 0, deadline_after(std::chrono::milliseconds(1)));
  const long woken = futex_wake(word, 1);
  const int wake_code = errno;
  ::munmap(page, sizeof(std::uint32_t));
  if (different != EAGAIN)
    return seen_failing(native_error("futex(FUTEX_WAIT_BITSET)", different, "a word that differs"));
  if (expired != ETIMEDOUT)
    return seen_failing(native_error("futex(FUTEX_WAIT_BITSET)", expired, "a wait that expires"));
  if (woken < 0) return seen_failing(native_error("futex(FUTEX_WAKE)", wake_code));
  if (woken > 0) return seen_misbehaving("futex(FUTEX_WAKE)", "woke somebody where nobody waits");
  return seen_working("futex(FUTEX_WAIT_BITSET), futex(FUTEX_WAKE)");
}

}  // namespace multiprocessing::platform
