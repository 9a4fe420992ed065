// SPDX-License-Identifier: BSL-1.0
// The owner-tracked lock as a System V semaphore of one unit, which the kernel gives back for a process that ends with
// it (SEM_UNDO).
//
// The set goes with the process, or the object, that made it, as in posix/semaphore_sysv.cpp, and the same systems
// refuse it. Besides: gVisor takes SEM_UNDO for nothing (pkg/sentry/syscalls/linux/linux64.go), so the probe lets a
// holder die; systems with a table for undoing (SEMMNU) answer ENOSPC when it is full.
#include "posix/lock_probe.hpp"
#include "posix/process_held_lock.hpp"
#include "posix/sysv_set.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "sysv-undo";
constexpr deadline at_once = steady_clock::time_point::min();

class undone_lock final : public process_held_lock {
 public:
  undone_lock(lock_memory& memory, std::unique_ptr<sysv_set> set) : process_held_lock(memory), set_(std::move(set)) {}

  lock_transfer transfer() const override { return {std::string(strategy_name), {{}, set_->name(), {}, 0}}; }

 private:
  result<bool> take(const deadline& until) override {
    sembuf one[]{{0, -1, SEM_UNDO}};
    return set_->operate(one, until);
  }

  result<> give() override {
    sembuf one[]{{0, 1, SEM_UNDO}};
    if (const auto given = set_->operate(one, at_once); !given) return given.error();
    return {};
  }

  std::unique_ptr<sysv_set> set_;
};

result<std::unique_ptr<lock>> make(lock_memory& memory) {
  unsigned short free[]{1};
  auto set = sysv_set::make(free);
  if (!set) return set.error();
  return {std::make_unique<undone_lock>(memory, *std::move(set))};
}

result<std::unique_ptr<lock>> attach(const lock_transfer& from, lock_memory& memory) {
  auto set = sysv_set::attach(from.parts.name);
  if (!set) return set.error();
  return {std::make_unique<undone_lock>(memory, *std::move(set))};
}

evidence probe() { return probe_lock(make, "semget, semop(SEM_UNDO)"); }

}  // namespace

extern const lock_strategy sysv_undo_lock;
const lock_strategy sysv_undo_lock{{strategy_name, probe}, lock_releaser::holding_process, make, attach};

}  // namespace multiprocessing::platform
