// SPDX-License-Identifier: BSL-1.0
// What can be done with a sem_t, whoever made it.
#pragma once

#include <semaphore.h>
#include <climits>

#include "platform/semaphore.hpp"

namespace multiprocessing::platform {

/// Counts by a sem_t that a derived class owns, with waits on the steady clock.
///
/// The maximum is kept by looking at the value before posting. Two processes that release at the same moment may both
/// see room for the last unit, so a semaphore that is released more often than acquired can exceed its maximum by the
/// number of those that race; one that is used in pairs cannot. Where the system does not tell the value (macOS:
/// sem_getvalue is ENOSYS for named semaphores too, xnu bsd/kern/syscalls.master), its own limit is the only one.
class timed_semaphore : public semaphore {
 public:
  timed_semaphore(sem_t* counted, std::uint32_t maximum) : counted_(counted), maximum_(maximum) {}
  timed_semaphore(const timed_semaphore&) = delete;
  timed_semaphore& operator=(const timed_semaphore&) = delete;

  result<bool> acquire(const deadline& until) override;
  result<bool> release() override;
  result<std::uint32_t> value() const override;

#ifdef SEM_VALUE_MAX
  static constexpr std::uint32_t largest = SEM_VALUE_MAX;
#else
  static constexpr std::uint32_t largest = _POSIX_SEM_VALUE_MAX;
#endif

 protected:
  [[nodiscard]] sem_t* counted() const noexcept { return counted_; }
  [[nodiscard]] std::uint32_t maximum() const noexcept { return maximum_; }

 private:
  sem_t* counted_;
  std::uint32_t maximum_;
};

}  // namespace multiprocessing::platform
