// SPDX-License-Identifier: BSL-1.0
// What every POSIX system can be expected to have, best first.
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

const std::string_view family_name = "posix";

extern const semaphore_strategy sem_init_semaphore;
extern const semaphore_strategy sem_open_semaphore;
extern const semaphore_strategy sysv_semaphore;
extern const semaphore_strategy pipe_token_semaphore;
extern const semaphore_strategy polled_semaphore;
extern const shared_memory_strategy shm_open_shared_memory;
extern const shared_memory_strategy mapped_file_shared_memory;
extern const named_memory_strategy shm_open_named_memory;
extern const named_memory_strategy mapped_file_named_memory;
extern const child_exit_strategy exit_pipe_child_exit;
extern const child_exit_strategy sigchld_child_exit;
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
extern const launch_strategy posix_spawn_launch;
extern const launch_strategy fork_exec_launch;
extern const hmac_strategy openssl_hmac;

std::span<const semaphore_strategy* const> semaphore_strategies() {
  static constexpr std::array list{&sem_init_semaphore, &sem_open_semaphore, &sysv_semaphore, &pipe_token_semaphore,
                                   &polled_semaphore};
  return list;
}

std::span<const shared_memory_strategy* const> shared_memory_strategies() {
  static constexpr std::array list{&shm_open_shared_memory, &mapped_file_shared_memory};
  return list;
}

std::span<const named_memory_strategy* const> named_memory_strategies() {
  static constexpr std::array list{&shm_open_named_memory, &mapped_file_named_memory};
  return list;
}

std::span<const child_exit_strategy* const> child_exit_strategies() {
  static constexpr std::array list{&exit_pipe_child_exit, &sigchld_child_exit};
  return list;
}

std::span<const wait_on_address_strategy* const> wait_on_address_strategies() {
  static constexpr std::array list{&semaphore_backed_wait_on_address, &polled_wait_on_address};
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

std::span<const wait_strategy* const> wait_strategies() {
  static constexpr std::array list{&poll_wait};
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
