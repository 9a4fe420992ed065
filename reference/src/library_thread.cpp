// SPDX-License-Identifier: BSL-1.0
// Threads of the library, told from those of the program by their numbers.
#include "library_thread.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "fork_aware.hpp"
#include "platform/thread_end.hpp"
#include "platform/threads.hpp"

namespace multiprocessing::detail {
namespace {

// The system lists a thread for a moment after its last step. So many of those that ended are remembered.
constexpr std::size_t remembered = 64;

class LibraryThreads final : public ForkAware {
 public:
  static LibraryThreads& of_process() {
    static auto& instance = *new LibraryThreads;
    return instance;
  }
  void announce() {
    const std::lock_guard guard(mutex_);
    ++starting_;
  }
  void not_started() {
    const std::lock_guard guard(mutex_);
    --starting_;
  }
  void begin(std::uint64_t number) {
    const std::lock_guard guard(mutex_);
    --starting_;
    running_.push_back(number);
  }
  void end(std::uint64_t number) {
    const std::lock_guard guard(mutex_);
    std::erase(running_, number);
    ended_.push_back(number);
    if (ended_.size() > remembered) ended_.pop_front();
  }
  std::size_t strangers_among(const std::vector<std::uint64_t>& numbers) {
    const std::lock_guard guard(mutex_);
    const auto count = static_cast<std::size_t>(std::ranges::count_if(numbers, [&](std::uint64_t number) {
      return std::ranges::find(running_, number) == running_.end() && std::ranges::find(ended_, number) == ended_.end();
    }));
    return count - std::min(count, starting_);
  }
  void after_fork_in_child() noexcept override {
    abandon(mutex_);
    starting_ = 0;
    abandon(running_);
    abandon(ended_);
  }

 private:
  LibraryThreads() { follow_forks(); }

  std::mutex mutex_;
  std::size_t starting_ = 0;  // may be listed already, and have not told their number yet
  std::vector<std::uint64_t> running_;
  std::deque<std::uint64_t> ended_;
};

}  // namespace

void start_library_thread(std::function<void()> body) {
  LibraryThreads::of_process().announce();
  try {
    std::thread thread([body = std::move(body)]() mutable {
      const auto number = platform::current_thread_number();
      LibraryThreads::of_process().begin(number);
      body();
      body = nullptr;  // what it holds goes before the end is told
      LibraryThreads::of_process().end(number);
    });
    platform::detach_thread(std::move(thread));
  } catch (...) {
    LibraryThreads::of_process().not_started();
    throw;
  }
}

std::optional<std::size_t> foreign_threads() {
  auto numbers = platform::thread_numbers();
  if (!numbers) return std::nullopt;
  std::erase(*numbers, platform::current_thread_number());
  return LibraryThreads::of_process().strangers_among(*numbers);
}

}  // namespace multiprocessing::detail
