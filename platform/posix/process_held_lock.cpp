// SPDX-License-Identifier: BSL-1.0
// The owner word of locks that processes hold.
#include "posix/process_held_lock.hpp"

#include <cerrno>

#include "platform/process.hpp"

namespace multiprocessing::platform {

result<lock_outcome> process_held_lock::acquire(const deadline& until) {
  const auto taken = take(until);
  if (!taken) return taken.error();
  if (!*taken) return lock_outcome::timed_out;
  const std::uint64_t before = memory_.owner.exchange(current_process_stamp());
  return before == 0 ? lock_outcome::acquired : lock_outcome::owner_died;
}

result<bool> process_held_lock::release() {
  std::uint64_t holder = memory_.owner.load();
  if (holder == 0) return false;
  if (holder != current_process_stamp()) return native_error("release", EPERM, "another process holds the lock");
  // Of two threads that release what their process holds, one does.
  if (!memory_.owner.compare_exchange_strong(holder, 0)) return false;
  if (auto given = give(); !given) return given.error();
  return true;
}

}  // namespace multiprocessing::platform
