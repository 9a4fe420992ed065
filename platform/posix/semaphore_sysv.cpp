// SPDX-License-Identifier: BSL-1.0
// Semaphores as a System V set of two: the units that are free, and the room that is left for more. Both change in one
// step, so the maximum is exact however many release at the same moment, and a process that is killed holds a unit or
// does not.
//
// The set goes with the process, or the object, that made it: who still uses it then gets EIDRM. systemd removes the
// sets of a user who logs out (RemoveIPC=yes), with the same effect.
//
// Refused: by Android, which has no System V objects by design (NDK, system/libc/SYSV-IPC), and by the macOS App Sandbox
// (boostorg/interprocess#232) with EPERM or EACCES; by systems built without them with ENOSYS; with ENOSPC where the
// few that a system has are used up (60 semaphores on OpenBSD and NetBSD, as PostgreSQL commit 810a8b1 tells).
#include "common/semaphore_probe.hpp"
#include "posix/sysv_set.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "sysv";
constexpr unsigned short units = 0;
constexpr unsigned short room = 1;

constexpr deadline at_once = steady_clock::time_point::min();

class two_counters final : public semaphore {
 public:
  two_counters(std::unique_ptr<sysv_set> set, std::uint32_t maximum) : set_(std::move(set)), maximum_(maximum) {}

  result<bool> acquire(const deadline& until) override {
    sembuf both[]{{units, -1, 0}, {room, 1, 0}};
    return set_->operate(both, until);
  }

  result<bool> release() override {
    sembuf both[]{{room, -1, 0}, {units, 1, 0}};
    return set_->operate(both, at_once);
  }

  result<std::uint32_t> value() const override { return set_->value(units); }

  semaphore_transfer transfer() const override { return {std::string(strategy_name), set_->name(), {}, maximum_}; }

 private:
  std::unique_ptr<sysv_set> set_;
  std::uint32_t maximum_;
};

result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum, semaphore_memory&) {
  unsigned short values[]{static_cast<unsigned short>(initial), static_cast<unsigned short>(maximum - initial)};
  auto set = sysv_set::make(values);
  if (!set) return set.error();
  return {std::make_unique<two_counters>(*std::move(set), maximum)};
}

result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory&) {
  auto set = sysv_set::attach(from.name);
  if (!set) return set.error();
  return {std::make_unique<two_counters>(*std::move(set), from.maximum)};
}

evidence probe() {
  semaphore_memory unused{};
  return try_semaphore(make(0, 1, unused), "semget, semop, semctl");
}

}  // namespace

extern const semaphore_strategy sysv_semaphore;
const semaphore_strategy sysv_semaphore{{strategy_name, probe}, sysv_set::largest, make, attach};

}  // namespace multiprocessing::platform
