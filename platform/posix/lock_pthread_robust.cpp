// SPDX-License-Identifier: BSL-1.0
// The owner-tracked lock as a robust mutex between processes: the system tells who comes after a holder that died.
//
// Nothing calls pthread_mutex_destroy, for the reason given in posix/semaphore_sem_init.cpp.
//
// Refused: pthread_mutexattr_setpshared fails on Cygwin (thread.cc); pthread_mutexattr_setrobust fails with ENOSYS with
// musl, and pthread_mutex_init with ENOTSUP with glibc, where the kernel has no robust lists (some sandboxes).
// Elsewhere the calls succeed and the death is never told: under qemu's user emulation, in old gVisor, and where a
// filter blocks set_robust_list; musl before 1.1.15 says ENOTRECOVERABLE at once. So the probe lets a holder die. Not
// seen by any probe: FreeBSD since 11 forgets a mutex when the process that made it has ended and no other maps it
// (libthr(3)). Nor is a holder told as dead that unmaps the memory while it holds the lock, and then ends: the kernel
// walks the holder's list of mutexes through its memory (Linux, robust-futex-ABI). Whoever holds keeps the memory mapped.
#include <pthread.h>
#include <cerrno>
#include <cstring>
#include <thread>

#include "common/fault.hpp"
#include "platform/process.hpp"
#include "posix/lock_probe.hpp"
#include "posix/timespec.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "pthread-robust";

/// A waiter that is killed when it has just been woken takes the wake-up with it. The slice is also the most that a
/// change of the system time can add to a wait on that clock.
constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);

/// What lies in the native bytes. The mutex tells its holder from others only by failing, so the holder leaves a mark.
struct placed_mutex {
  pthread_mutex_t mutex;
  std::atomic<std::uint32_t> holder;  // a thread of the process that owns the lock
};
static_assert(sizeof(placed_mutex) <= sizeof(lock_memory::native) && alignof(placed_mutex) <= 16);

placed_mutex& place_in(lock_memory& memory) { return *reinterpret_cast<placed_mutex*>(memory.native); }

/// Tells the threads of this process apart.
std::uint32_t this_thread() {
  static std::atomic<std::uint32_t> last{0};
  thread_local const std::uint32_t mine = ++last;
  return mine;
}

int lock_until(pthread_mutex_t& mutex, const steady_clock::time_point& until) {
#if MP_HAVE_MUTEX_CLOCKLOCK
  const timespec steady = on_steady_clock(until);
  const int code = pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &steady);
  if (code != EINVAL && code != ENOSYS) return code;
#endif
  const timespec limit = on_system_clock(until);
  return pthread_mutex_timedlock(&mutex, &limit);
}

class robust_lock final : public lock {
 public:
  explicit robust_lock(lock_memory& memory) : memory_(memory), placed_(place_in(memory)) {}

  result<lock_outcome> acquire(const deadline& until) override {
    int code = pthread_mutex_trylock(&placed_.mutex);
    while (code != 0 && code != EOWNERDEAD) {
      if (code == EDEADLK) {  // this thread holds it, and waits for itself
        std::this_thread::sleep_until(*slice_of(until, slice));
      } else if (code != EBUSY && code != ETIMEDOUT) {
        return native_error("pthread_mutex_lock", code);
      }
      if (passed(until)) return lock_outcome::timed_out;
      code = lock_until(placed_.mutex, *slice_of(until, slice));
    }
    if (code == EOWNERDEAD) pthread_mutex_consistent(&placed_.mutex);
    placed_.holder = this_thread();
    // No owner is named by one who died in the few instructions before it says so, or after it said that it is done.
    const std::uint64_t before = memory_.owner.exchange(current_process_stamp());
    return code == EOWNERDEAD && before != 0 ? lock_outcome::owner_died : lock_outcome::acquired;
  }

  result<bool> release() override {
    const std::uint64_t holder = memory_.owner.load();
    if (holder == 0) return false;
    if (holder != current_process_stamp() || placed_.holder.load() != this_thread())
      return native_error("pthread_mutex_unlock", EPERM, "another thread holds the lock");
    memory_.owner = 0;
    if (const int code = pthread_mutex_unlock(&placed_.mutex); code != 0)
      return native_error("pthread_mutex_unlock", code);
    return true;
  }

  std::uint64_t owner() const noexcept override { return memory_.owner.load(); }
  lock_transfer transfer() const override { return {std::string(strategy_name), {}}; }

 private:
  lock_memory& memory_;
  placed_mutex& placed_;
};

/// The attributes of a mutex, destroyed on every way out.
class attributes {
 public:
  attributes() : code_(pthread_mutexattr_init(&native_)) {}
  ~attributes() {
    if (code_ == 0) pthread_mutexattr_destroy(&native_);
  }
  attributes(const attributes&) = delete;
  attributes& operator=(const attributes&) = delete;

  [[nodiscard]] int code() const noexcept { return code_; }
  [[nodiscard]] pthread_mutexattr_t* native() noexcept { return &native_; }

 private:
  pthread_mutexattr_t native_;
  int code_;
};

result<std::unique_ptr<lock>> make(lock_memory& memory) {
  std::memset(memory.native, 0, sizeof memory.native);  // illumos refuses to initialize anything else
  attributes wanted;
  if (wanted.code() != 0) return native_error("pthread_mutexattr_init", wanted.code());
  if (const int code = pthread_mutexattr_setpshared(wanted.native(), PTHREAD_PROCESS_SHARED); code != 0)
    return native_error("pthread_mutexattr_setpshared", code);
  if (auto fault = fault_at("pthread_mutexattr_setrobust")) return *fault;
  if (const int code = pthread_mutexattr_setrobust(wanted.native(), PTHREAD_MUTEX_ROBUST); code != 0)
    return native_error("pthread_mutexattr_setrobust", code);
  if (const int code = pthread_mutexattr_settype(wanted.native(), PTHREAD_MUTEX_ERRORCHECK); code != 0)
    return native_error("pthread_mutexattr_settype", code);
  if (const int code = pthread_mutex_init(&place_in(memory).mutex, wanted.native()); code != 0)
    return native_error("pthread_mutex_init", code);
  return {std::make_unique<robust_lock>(memory)};
}

result<std::unique_ptr<lock>> attach(const lock_transfer&, lock_memory& memory) {
  return {std::make_unique<robust_lock>(memory)};
}

evidence probe() {
  return probe_lock(make, "pthread_mutexattr_setpshared, pthread_mutexattr_setrobust, pthread_mutex_timedlock");
}

}  // namespace

extern const lock_strategy pthread_robust_lock;
const lock_strategy pthread_robust_lock{{strategy_name, probe}, lock_releaser::holding_thread, make, attach};

}  // namespace multiprocessing::platform
