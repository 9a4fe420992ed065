// SPDX-License-Identifier: BSL-1.0
// What Windows has, best first.
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

const std::string_view family_name = "windows";

extern const semaphore_strategy win32_semaphore;
extern const semaphore_strategy polled_semaphore;
extern const shared_memory_strategy win32_section_shared_memory;
extern const shared_memory_strategy mapped_file_shared_memory;
extern const named_memory_strategy win32_section_named_memory;
extern const child_exit_strategy win32_handle_child_exit;
extern const wait_on_address_strategy semaphore_backed_wait_on_address;
extern const wait_on_address_strategy polled_wait_on_address;
extern const lock_strategy pid_liveness_lock;
extern const lock_strategy win32_mutex_lock;
extern const channel_strategy win32_named_pipe_channel;
extern const wait_strategy win32_wait;
extern const launch_strategy create_process_launch;
extern const hmac_strategy win32_bcrypt_hmac;

std::span<const semaphore_strategy* const> semaphore_strategies() {
  static constexpr std::array list{&win32_semaphore, &polled_semaphore};
  return list;
}

std::span<const shared_memory_strategy* const> shared_memory_strategies() {
  static constexpr std::array list{&win32_section_shared_memory, &mapped_file_shared_memory};
  return list;
}

std::span<const named_memory_strategy* const> named_memory_strategies() {
  static constexpr std::array list{&win32_section_named_memory};
  return list;
}

std::span<const child_exit_strategy* const> child_exit_strategies() {
  static constexpr std::array list{&win32_handle_child_exit};
  return list;
}

// Not among them: WaitOnAddress. It wakes threads of its own process alone, also where the page is shared.
std::span<const wait_on_address_strategy* const> wait_on_address_strategies() {
  static constexpr std::array list{&semaphore_backed_wait_on_address, &polled_wait_on_address};
  return list;
}

// The mutex belongs to the thread that took it, so a lock that anybody may release is not made of it.
std::span<const lock_strategy* const> lock_strategies() {
  static constexpr std::array list{&pid_liveness_lock, &win32_mutex_lock};
  return list;
}

std::span<const channel_strategy* const> channel_strategies() {
  static constexpr std::array list{&win32_named_pipe_channel};
  return list;
}

std::span<const wait_strategy* const> wait_strategies() {
  static constexpr std::array list{&win32_wait};
  return list;
}

std::span<const launch_strategy* const> launch_strategies() {
  static constexpr std::array list{&create_process_launch};
  return list;
}

std::span<const hmac_strategy* const> hmac_strategies() {
  static constexpr std::array list{&win32_bcrypt_hmac};
  return list;
}

}  // namespace multiprocessing::platform
