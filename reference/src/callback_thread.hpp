// SPDX-License-Identifier: BSL-1.0
// The thread in which a pool calls back, so that a callback may take its time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace multiprocessing::detail {

/// Calls it; what it throws is reported on stderr.
void call_guarded(const std::function<void()>& callback) noexcept;

class CallbackThread {
 public:
  /// The first one starts the thread. Called here and now if there is no thread to be had, or none any more.
  void post(std::function<void()> callback);
  /// Waits until everything that was posted has been called and the thread has ended.
  void finish();
  [[nodiscard]] bool is_this_thread() const;

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> waiting;
    std::thread::id thread;
    bool started = false;
    bool finishing = false;
    bool ended = false;
  };
  static void run(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace multiprocessing::detail
