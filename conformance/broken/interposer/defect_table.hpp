// SPDX-License-Identifier: BSL-1.0
// Every defect by its id, with what it needs of the library, and when it begins.
#pragma once

#include <string_view>

namespace broken {

enum class onset {
  at_once,
  /// Only where the library has been told what stood its proof (MULTIPROCESSING_PROVEN). A defect that the proof would
  /// find is never met by a case, but for one that holds still while it is looked for.
  after_proof,
};

struct entry {
  std::string_view id;
  const char* strategy = nullptr;  // of the library, where no profile takes the mechanism that is broken
  onset begins = onset::at_once;
};

inline constexpr entry table[] = {
    // fork_exec.cpp, process.cpp
    {"spawn-refused"},
    {"spawn-tells-missing-as-started"},
    {"spawn-tires"},
    {"spawn-loses-argument"},
    {"spawn-loses-environment"},
    {"spawn-changes-directory"},
    {"spawn-blocks-signals"},
    {"spawn-ignores-terminate"},
    {"spawn-drops-descriptors", nullptr, onset::after_proof},
    {"fork-tires"},
    {"fork-keeps-pid"},
    {"fork-forgets-handlers"},
    {"fork-drops-descriptors"},
    {"exec-loses-argument"},
    {"exec-loses-environment"},
    {"exec-changes-directory"},
    // exit_status.cpp
    {"wait-says-zero"},
    {"wait-tells-signal-as-exit"},
    {"wait-keeps-low-bits"},
    {"wait-ends-early", nullptr, onset::after_proof},
    {"wait-sees-nothing", nullptr, onset::after_proof},
    {"wait-interrupted"},
    {"wait-mixes-codes"},
    {"wait-loses-status", nullptr, onset::after_proof},
    // signal.cpp
    {"kill-loses-terminate"},
    {"kill-softens"},
    {"kill-hits-siblings"},
    {"kill-refuses-the-dead"},
    {"dead-look-alive-later", nullptr, onset::after_proof},
    {"living-look-dead-later", nullptr, onset::after_proof},
    {"processes-unseen-by-children", nullptr, onset::after_proof},
    {"sigchld-never-comes", "exit:sigchld"},
    {"sigmask-without-effect"},
    // descriptor.cpp
    {"pipe-forgets-cloexec"},
    {"socket-forgets-cloexec"},
    {"fcntl-forgets-cloexec"},
    {"cloexec-pretended"},
    {"descriptors-not-listed"},
    {"close-interrupted"},
    {"close-forgets"},
    {"null-device-missing"},
    {"dup2-forgets"},
    // stream.cpp
    {"write-short"},
    {"read-short"},
    {"write-interrupted"},
    {"read-interrupted"},
    {"write-refuses-large"},
    {"write-flips-bit"},
    {"write-drops-byte"},
    {"write-repeats"},
    {"write-reorders"},
    {"read-loses-end"},
    {"write-loses-broken-pipe"},
    {"pipe-holds-little"},
    {"pipe-counts-nothing"},
    // socket.cpp, listener.cpp
    {"send-raises-signal"},
    {"send-ignores-dontwait"},
    {"rights-dropped"},
    {"rights-confused"},
    {"socketpair-one-way", nullptr, onset::after_proof},
    {"bind-takes-over"},
    {"chmod-forgets"},
    {"unlink-forgets"},
    {"accept-aborted"},
    {"connect-interrupted"},
    {"reuse-refused"},
    {"port-untold"},
    // semaphore.cpp
    {"sem-post-loses", nullptr, onset::after_proof},
    {"sem-post-doubles", nullptr, onset::after_proof},
    {"sem-post-always-doubles"},
    {"sem-trywait-pretends", nullptr, onset::after_proof},
    {"sem-wait-early"},
    {"sem-wait-steady-refused"},
    {"sem-wait-pretends", nullptr, onset::after_proof},
    {"sem-wait-oversleeps", nullptr, onset::after_proof},
    {"sem-value-zero"},
    {"sem-name-vanishes"},
    {"sem-not-shared-later", "semaphore:sem-init", onset::after_proof},
    // semaphore_sysv.cpp
    {"semop-loses", "semaphore:sysv"},
    {"semop-early", "semaphore:sysv"},
    // futex.cpp
    {"futex-refused"},
    {"futex-wait-early"},
    {"futex-wait-spurious"},
    {"futex-wait-oversleeps"},
    {"futex-wait-interrupted"},
    {"futex-wait-compares-nothing"},
    {"futex-wake-boasts"},
    {"futex-wakes-one"},
    {"futex-wake-lost"},
    {"futex-wake-lost-later", nullptr, onset::after_proof},
    // lock.cpp
    {"robust-death-untold", "lock:pthread-robust", onset::after_proof},
    {"robust-death-told-always", "lock:pthread-robust"},
    {"robust-excludes-nobody", "lock:pthread-robust", onset::after_proof},
    {"robust-wait-early", "lock:pthread-robust"},
    {"flock-excludes-nobody", "lock:flock-file", onset::after_proof},
    {"flock-outlives-holder", "lock:flock-file", onset::after_proof},
    // memory.cpp, named_memory.cpp
    {"map-private-later", nullptr, onset::after_proof},
    {"map-private-if-large"},
    {"memory-keeps-dirt", nullptr, onset::after_proof},
    {"memory-ends-early"},
    {"memory-space-unchecked"},
    {"memory-space-runs-out"},
    {"memory-nameless-refused"},
    {"memory-forgets-cloexec"},
    {"fallocate-refused"},
    {"name-not-exclusive"},
    {"name-stays"},
    {"name-made-by-looking"},
    {"name-vanishes"},
    {"name-vanishes-with-its-maker", nullptr, onset::after_proof},
    // clock.cpp
    {"clock-crawls", nullptr, onset::after_proof},
    {"clock-steps-back", nullptr, onset::after_proof},
    {"clock-ahead-of-waits", nullptr, onset::after_proof},
    {"clock-coarse"},
    {"clock-behind-waits"},
    {"sleep-early", nullptr, onset::after_proof},
    // wait.cpp
    {"poll-misses-data", nullptr, onset::after_proof},
    {"poll-reports-idle"},
    {"poll-always-reports-idle"},
    {"poll-early"},
    {"poll-oversleeps"},
    {"poll-tells-first"},
    {"poll-sixty-four"},
    {"poll-misses-hangup"},
    {"poll-misses-hangup-of-several"},
    {"poll-interrupted"},
    {"pidfd-refused"},
    {"pidfd-always-ready"},
    {"pidfd-early"},
    {"pidfd-never-ready", nullptr, onset::after_proof},
    {"epoll-tells-one", "wait:epoll"},
    {"epoll-early", "wait:epoll"},
    {"epoll-misses-data", "wait:epoll", onset::after_proof},
    // limits.cpp, random.cpp
    {"descriptors-run-out"},
    {"file-limit-told-small"},
    {"processors-none"},
    {"affinity-refused"},
    {"flush-forgets"},
    {"random-zeros"},
    {"random-repeats"},
    {"random-refused"},
    {"hmac-wrong", nullptr, onset::after_proof},
    {"hmac-ignores-key", nullptr, onset::after_proof},
};

constexpr int find(std::string_view id) {
  int index = 0;
  for (const entry& each : table) {
    if (each.id == id) return index;
    ++index;
  }
  return -1;
}

consteval int index_of(std::string_view id) {
  const int index = find(id);
  if (index < 0) throw "no defect has this id";
  return index;
}

}  // namespace broken
