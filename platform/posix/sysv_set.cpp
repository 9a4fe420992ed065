// SPDX-License-Identifier: BSL-1.0
// System V semaphores: made, operated on, and taken away.
#include "posix/sysv_set.hpp"

#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <limits>

#include "common/back_off.hpp"
#include "common/fault.hpp"
#include "platform/random.hpp"
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

constexpr int tries = 16;  // against a key that is taken, which chance alone will not do twice

/// Not IPC_PRIVATE: a set without a key has no name until it is there, and whoever is killed then leaves it behind.
result<key_t> random_key() {
  std::array<std::byte, sizeof(std::int32_t)> bytes;
  if (auto made = random_bytes(bytes); !made) return made.error();
  const auto key = static_cast<key_t>(std::bit_cast<std::int32_t>(bytes) & std::numeric_limits<std::int32_t>::max());
  return key == IPC_PRIVATE ? key + 1 : key;
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
  for (int count = 0; count < tries; ++count) {
    const auto key = random_key();
    if (!key) return key.error();
    new_name name(name_kind::semaphore_set, std::to_string(*key));
    const int id = semget(*key, static_cast<int>(values.size()), IPC_CREAT | IPC_EXCL | 0600);
    if (id < 0 && errno == EEXIST) continue;
    if (id < 0) return native_error("semget", errno);
    name.made();
    std::unique_ptr<sysv_set> made(new sysv_set(id, name.text()));
    if (auto fault = fault_at("semctl")) return *fault;
    semctl_argument initial{};
    initial.values = values.data();
    if (semctl(id, 0, SETALL, initial) != 0) return native_error("semctl(SETALL)", errno);
    return made;
  }
  return native_error("semget", EEXIST);
}

result<std::unique_ptr<sysv_set>> sysv_set::attach(const std::string& name) {
  int id = -1;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), id);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size() || id < 0)
    return native_error("semget", EINVAL, "'" + name + "' is not the number of a set of semaphores");
  std::unique_ptr<sysv_set> attached(new sysv_set(id, {}));
  if (const auto there = attached->value(0); !there) return there.error();
  return attached;
}

sysv_set::~sysv_set() {
  if (!key_.empty()) unlink_own_name(key_);
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
