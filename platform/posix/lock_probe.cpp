// SPDX-License-Identifier: BSL-1.0
// Trying a lock, with a holder that dies.
#include "posix/lock_probe.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>

#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

/// A child that acquires the lock and ends, and is gone when this returns. Whether it got the lock shows afterwards;
/// who asks for its status may be too late, since a program may reap its children as it likes.
result<> hold_and_die(lock& held) {
  const creation_guard one_at_a_time;
  const pid_t pid = ::fork();
  if (pid < 0) return native_error("fork", errno);
  if (pid == 0) {
    static_cast<void>(held.acquire(deadline_after(1s)));
    ::_exit(0);
  }
  retried([&] { return ::waitpid(pid, nullptr, 0); });
  return {};
}

evidence try_in(lock_memory& memory, result<std::unique_ptr<lock>> (*make)(lock_memory&), std::string calls) {
  const auto made = make(memory);
  if (!made) return seen_failing(made.error());
  lock& tried = **made;
  const auto taken = tried.acquire(deadline_after(0ns));
  if (!taken) return seen_failing(taken.error());
  const auto again = tried.acquire(deadline_after(1ms));
  if (!again) return seen_failing(again.error());
  const auto released = tried.release();
  if (!released) return seen_failing(released.error());
  if (*taken != lock_outcome::acquired || *again != lock_outcome::timed_out || !*released)
    return seen_misbehaving(std::move(calls), "a lock did not exclude");
  if (auto died = hold_and_die(tried); !died) return seen_failing(died.error());
  const auto inherited = tried.acquire(deadline_after(1s));
  if (!inherited) return seen_failing(inherited.error());
  if (*inherited != lock_outcome::owner_died)
    return seen_misbehaving(std::move(calls), "the death of a holder is not told");
  if (const auto freed = tried.release(); !freed) return seen_failing(freed.error());
  return seen_working(std::move(calls), "the death of a holder is told");
}

}  // namespace

evidence probe_lock(result<std::unique_ptr<lock>> (*make)(lock_memory&), std::string calls) {
  void* const page = ::mmap(nullptr, sizeof(lock_memory), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return seen_failing(native_error("mmap", errno));
  evidence found = try_in(*new (page) lock_memory{}, make, std::move(calls));
  ::munmap(page, sizeof(lock_memory));
  return found;
}

}  // namespace multiprocessing::platform
