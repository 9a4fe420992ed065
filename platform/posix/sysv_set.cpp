// SPDX-License-Identifier: BSL-1.0
// System V semaphores: made, operated on, and taken away.
#include "posix/sysv_set.hpp"

#include <cerrno>
#include <charconv>
#include <cstdlib>

#include "common/back_off.hpp"
#include "common/fault.hpp"
#include "posix/named_objects.hpp"
#include "posix/timespec.hpp"

namespace multiprocessing::platform {
namespace {

/// The fourth argument of semctl, under a name of our own: some systems declare `semun`, some want the caller to.
union semctl_argument {
  int value;
  semid_ds* status;
  unsigned short* values;
};

int remove_set(const char* name) {
  semctl_argument unused{};
  return semctl(std::atoi(name), 0, IPC_RMID, unused);
}

error failed(std::string_view call, int code) {
  const bool removed = code == EIDRM || code == EINVAL;
  return native_error(call, code, removed ? "the set of semaphores has been removed" : "");
}

int operate_at_once(int id, std::span<sembuf> operations) {
  for (sembuf& each : operations) each.sem_flg = static_cast<short>(each.sem_flg | IPC_NOWAIT);
  const int code = semop(id, operations.data(), operations.size()) == 0 ? 0 : errno;
  for (sembuf& each : operations) each.sem_flg = static_cast<short>(each.sem_flg & ~IPC_NOWAIT);
  return code;
}

#if MP_HAVE_SEMTIMEDOP
/// 0, or the error of one wait: EAGAIN or EINTR when there is nothing yet. The slice keeps the time within what a
/// time_t of 32 bits holds; the kernel loses no wake-up, it does the operations on behalf of the sleeper.
int wait_once(int id, std::span<sembuf> operations, const deadline& until, back_off&) {
  const timespec limit = to_timespec(time_left(slice_of(until, std::chrono::hours(1))).value());
  return semtimedop(id, operations.data(), operations.size(), &limit) == 0 ? 0 : errno;
}
#else
/// The BSDs and macOS have no timed wait.
int wait_once(int id, std::span<sembuf> operations, const deadline& until, back_off& looks) {
  if (!until) return semop(id, operations.data(), operations.size()) == 0 ? 0 : errno;
  looks.pause(until);
  return EAGAIN;
}
#endif

}  // namespace

result<std::unique_ptr<sysv_set>> sysv_set::make(std::span<unsigned short> values) {
  const int id = semget(IPC_PRIVATE, static_cast<int>(values.size()), IPC_CREAT | 0600);
  if (id < 0) return native_error("semget", errno);
  remember_name(std::to_string(id), remove_set);
  std::unique_ptr<sysv_set> made(new sysv_set(id, true));
  if (auto fault = fault_at("semctl")) return *fault;
  semctl_argument initial{};
  initial.values = values.data();
  if (semctl(id, 0, SETALL, initial) != 0) return native_error("semctl(SETALL)", errno);
  return made;
}

result<std::unique_ptr<sysv_set>> sysv_set::attach(const std::string& name) {
  int id = -1;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), id);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size() || id < 0)
    return native_error("semget", EINVAL, "'" + name + "' is not the number of a set of semaphores");
  std::unique_ptr<sysv_set> attached(new sysv_set(id, false));
  if (const auto there = attached->value(0); !there) return there.error();
  return attached;
}

sysv_set::~sysv_set() {
  if (made_here_) unlink_own_name(name());
}

result<bool> sysv_set::operate(std::span<sembuf> operations, const deadline& until) const {
  for (back_off looks;;) {
    int code = operate_at_once(id_, operations);
    if (code == EAGAIN) {
      if (passed(until)) return false;
      code = wait_once(id_, operations, until, looks);
    }
    if (code == 0) return true;
    if (code != EAGAIN && code != EINTR) return failed("semop", code);
  }
}

result<unsigned> sysv_set::value(int index) const {
  semctl_argument unused{};
  const int answer = semctl(id_, index, GETVAL, unused);
  if (answer < 0) return failed("semctl(GETVAL)", errno);
  return static_cast<unsigned>(answer);
}

}  // namespace multiprocessing::platform
