// SPDX-License-Identifier: BSL-1.0
// What FreeBSD, OpenBSD, NetBSD and DragonFly have, best first. One list for the four: where one of them lacks a
// mechanism, its probe says so. None of it has been run on any of them.
#include <array>

#include "common/family.hpp"
#include "platform/channel.hpp"
#include "platform/child_exit.hpp"
#include "platform/hmac.hpp"
#include "platform/lock.hpp"
#include "platform/named_memory.hpp"
#include "platform/process.hpp"
#include "platform/semaphore.hpp"
#include "platform/shared_memory.hpp"
#include "platform/wait.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {

const std::string_view family_name = "bsd";

extern const semaphore_strategy system_word_semaphore;
extern const semaphore_strategy pipe_token_semaphore;
extern const semaphore_strategy sem_init_semaphore;
extern const semaphore_strategy sem_open_semaphore;
extern const semaphore_strategy sysv_semaphore;
extern const semaphore_strategy polled_semaphore;
extern const shared_memory_strategy shm_anon_shared_memory;
extern const shared_memory_strategy shm_open_shared_memory;
extern const shared_memory_strategy mapped_file_shared_memory;
extern const named_memory_strategy shm_open_named_memory;
extern const named_memory_strategy mapped_file_named_memory;
extern const child_exit_strategy kqueue_child_exit;
extern const child_exit_strategy exit_pipe_child_exit;
extern const child_exit_strategy sigchld_child_exit;
extern const wait_on_address_strategy system_word_wait_on_address;
extern const wait_on_address_strategy semaphore_backed_wait_on_address;
extern const wait_on_address_strategy polled_wait_on_address;
extern const lock_strategy pid_liveness_lock;
extern const lock_strategy pthread_robust_lock;
extern const lock_strategy flock_file_lock;
extern const lock_strategy sysv_undo_lock;
extern const channel_strategy pipe_channel;
extern const channel_strategy socketpair_channel;
extern const channel_strategy af_unix_channel;
extern const wait_strategy poll_wait;
extern const wait_strategy kqueue_wait;
extern const launch_strategy posix_spawn_launch;
extern const launch_strategy fork_exec_launch;
extern const hmac_strategy openssl_hmac;

// The word that the system can sleep on: umtx on FreeBSD and DragonFly, futex on OpenBSD. sem_init of FreeBSD is made of
// the same call, so it would not help where that is refused. Then pipes before semaphores of the system: NetBSD has few
// (kern.posix.semmax), FreeBSD and OpenBSD keep named ones as files in /tmp, DragonFly's sem_t is a pointer that means
// nothing to another program, and sem_init between processes is refused by OpenBSD.
std::span<const semaphore_strategy* const> semaphore_strategies() {
  static constexpr std::array list{&system_word_semaphore, &pipe_token_semaphore, &sem_init_semaphore,
                                   &sem_open_semaphore,    &sysv_semaphore,       &polled_semaphore};
  return list;
}

// Memory without a name first, which FreeBSD alone has.
std::span<const shared_memory_strategy* const> shared_memory_strategies() {
  static constexpr std::array list{&shm_anon_shared_memory, &shm_open_shared_memory, &mapped_file_shared_memory};
  return list;
}

// A queue that watches the process itself needs nothing of the child.
std::span<const named_memory_strategy* const> named_memory_strategies() {
  static constexpr std::array list{&shm_open_named_memory, &mapped_file_named_memory};
  return list;
}

std::span<const child_exit_strategy* const> child_exit_strategies() {
  static constexpr std::array list{&kqueue_child_exit, &exit_pipe_child_exit, &sigchld_child_exit};
  return list;
}

std::span<const wait_on_address_strategy* const> wait_on_address_strategies() {
  static constexpr std::array list{&system_word_wait_on_address, &semaphore_backed_wait_on_address,
                                   &polled_wait_on_address};
  return list;
}

std::span<const lock_strategy* const> lock_strategies() {
  static constexpr std::array list{&pid_liveness_lock, &pthread_robust_lock, &flock_file_lock, &sysv_undo_lock};
  return list;
}

std::span<const channel_strategy* const> channel_strategies() {
  static constexpr std::array list{&pipe_channel, &socketpair_channel, &af_unix_channel};
  return list;
}

// poll first: one call where a queue takes three, and it works on everything that has a descriptor.
std::span<const wait_strategy* const> wait_strategies() {
  static constexpr std::array list{&poll_wait, &kqueue_wait};
  return list;
}

std::span<const launch_strategy* const> launch_strategies() {
  static constexpr std::array list{&posix_spawn_launch, &fork_exec_launch};
  return list;
}

std::span<const hmac_strategy* const> hmac_strategies() {
  static constexpr std::array list{&openssl_hmac};
  return list;
}

}  // namespace multiprocessing::platform
