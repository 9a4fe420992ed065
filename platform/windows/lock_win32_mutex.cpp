// SPDX-License-Identifier: BSL-1.0
// The owner-tracked lock as a mutex of the Windows kernel, which belongs to a thread and says when that thread ended
// without letting go.
//
// The words in shared memory say who holds it, and are written by the holder alone: set after taking, cleared before
// letting go. A mutex is recursive, and this lock is not: the words tell the one from the other.
#include <new>

#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/lock.hpp"
#include "platform/process.hpp"
#include "windows/shared_handle.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "win32-mutex";

using thread_number = std::atomic<std::uint32_t>;
static_assert(sizeof(thread_number) <= sizeof(lock_memory::native));

/// The thread that holds the lock. Zero, which no thread has, in fresh memory.
thread_number& thread_in(lock_memory& memory) {
  return *std::launder(reinterpret_cast<thread_number*>(&memory.native));
}

class mutex_lock final : public lock {
 public:
  mutex_lock(lock_memory& memory, shared_handle mutex) : memory_(memory), mutex_(std::move(mutex)) {}

  result<lock_outcome> acquire(const deadline& until) override {
    const auto answer = wait_for_object(to_handle(mutex_->native()), until);
    if (!answer) return answer.error();
    if (*answer == WAIT_TIMEOUT) return lock_outcome::timed_out;
    if (*answer == WAIT_OBJECT_0 && is_ours()) {
      ReleaseMutex(to_handle(mutex_->native()));  // the second of two; the lock stays held
      return wait_for_oneself(until);
    }
    thread_in(memory_) = GetCurrentThreadId();
    memory_.owner = current_process_stamp();
    return *answer == WAIT_ABANDONED ? lock_outcome::owner_died : lock_outcome::acquired;
  }

  result<bool> release() override {
    if (memory_.owner.load() == 0) return false;
    if (!is_ours()) return not_the_holder();
    memory_.owner = 0;
    thread_in(memory_) = 0;
    if (ReleaseMutex(to_handle(mutex_->native()))) return true;
    // A thread of this process ended as the holder, and this one has got its number.
    error refused = last_error("ReleaseMutex");
    thread_in(memory_) = GetCurrentThreadId();
    memory_.owner = current_process_stamp();
    return refused;
  }

  std::uint64_t owner() const noexcept override { return memory_.owner.load(); }
  lock_transfer transfer() const override {
    return {std::string(strategy_name), {std::string(strategy_name), {}, {mutex_->native()}, 1}};
  }

 private:
  [[nodiscard]] bool is_ours() const {
    return memory_.owner.load() == current_process_stamp() && thread_in(memory_).load() == GetCurrentThreadId();
  }
  static error not_the_holder() {
    return {"ReleaseMutex", std::make_error_code(std::errc::operation_not_permitted), "another thread holds the mutex"};
  }
  static result<lock_outcome> wait_for_oneself(const deadline& until) {
    do {
      Sleep(milliseconds_left(until));
    } while (!passed(until));
    return lock_outcome::timed_out;
  }

  lock_memory& memory_;
  shared_handle mutex_;
};

result<std::unique_ptr<lock>> make(lock_memory& memory) {
  if (auto fault = fault_at("CreateMutexW")) return *fault;
  handle made = own(CreateMutexW(nullptr, FALSE, nullptr));
  if (!made) return last_error("CreateMutexW");
  return {std::make_unique<mutex_lock>(memory, share(std::move(made)))};
}

result<std::unique_ptr<lock>> attach(const lock_transfer& from, lock_memory& memory) {
  if (from.parts.handles.size() != 1) return windows_error("attach_lock", ERROR_INVALID_PARAMETER, "it has one handle");
  auto mutex = take_shared(from.parts.handles[0]);
  if (!mutex) return mutex.error();
  return {std::make_unique<mutex_lock>(memory, *std::move(mutex))};
}

DWORD WINAPI take_and_end(void* mutex) {
  WaitForSingleObject(mutex, INFINITE);
  return 0;
}

/// A thread that ends with the mutex in its hands must be noticed: that is all that this lock is about.
evidence probe() {
  const handle mutex = own(CreateMutexW(nullptr, FALSE, nullptr));
  if (!mutex) return seen_failing(last_error("CreateMutexW"));
  const HANDLE native = to_handle(mutex.native());
  const handle holder = own(CreateThread(nullptr, 0, take_and_end, native, 0, nullptr));
  if (!holder) return seen_failing(last_error("CreateThread"));
  WaitForSingleObject(to_handle(holder.native()), INFINITE);
  const DWORD answer = WaitForSingleObject(native, 0);
  if (answer == WAIT_FAILED) return seen_failing(last_error("WaitForSingleObject"));
  if (answer != WAIT_ABANDONED) return seen_misbehaving("WaitForSingleObject", "an abandoned mutex is not told");
  if (!ReleaseMutex(native)) return seen_failing(last_error("ReleaseMutex"));
  return seen_working("CreateMutexW, WaitForSingleObject: WAIT_ABANDONED");
}

}  // namespace

extern const lock_strategy win32_mutex_lock;
const lock_strategy win32_mutex_lock{{strategy_name, probe}, lock_releaser::holding_thread, make, attach};

}  // namespace multiprocessing::platform
