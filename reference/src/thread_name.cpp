// SPDX-License-Identifier: BSL-1.0
// How a thread is called where people read it.
#include "thread_name.hpp"

#include <atomic>
#include <sstream>
#include <thread>

#include "fork_aware.hpp"
#include "multiprocessing/process.hpp"

namespace multiprocessing::detail {
namespace {

/// In a forked child it is the one that forked.
class FirstThread final : public ForkAware {
 public:
  FirstThread() { follow_forks(); }
  void after_fork_in_child() noexcept override { id = std::this_thread::get_id(); }
  std::atomic<std::thread::id> id{std::this_thread::get_id()};
};

const FirstThread& first_thread = *new FirstThread;  // by the thread that goes on to main; never destroyed

}  // namespace

std::string name_of_this_thread() {
  std::ostringstream name;
  name << current_process().name();
  if (first_thread.id.load() != std::this_thread::get_id()) name << "|Thread-" << std::this_thread::get_id();
  return name.str();
}

std::string name_of_object(const char* type, const void* address) {
  std::ostringstream name;
  name << '<' << type << " at 0x" << std::hex << reinterpret_cast<std::uintptr_t>(address);
  return name.str();
}

}  // namespace multiprocessing::detail
