// SPDX-License-Identifier: BSL-1.0
// The thread in which a pool calls back.
#include "callback_thread.hpp"

#include <cstdio>
#include <exception>
#include <system_error>

#include "platform/thread_end.hpp"

namespace multiprocessing::detail {

void call_guarded(const std::function<void()>& callback) noexcept {
  try {
    callback();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "procport: a callback threw: %s\n", error.what());
  } catch (...) {
    std::fprintf(stderr, "procport: a callback threw what is no std::exception\n");
  }
}

void CallbackThread::post(std::function<void()> callback) {
  {
    const std::lock_guard guard(shared_->mutex);
    if (!shared_->started && !shared_->finishing) {
      try {
        platform::detach_thread(std::thread([shared = shared_] { run(shared); }));
        shared_->started = true;
      } catch (const std::system_error&) {
        // No thread can be had: the callback is called below.
      }
    }
    if (shared_->started && !shared_->ended) {
      shared_->waiting.push_back(std::move(callback));
      shared_->changed.notify_all();
      return;
    }
  }
  call_guarded(callback);
}

void CallbackThread::finish() {
  std::unique_lock guard(shared_->mutex);
  shared_->finishing = true;
  shared_->changed.notify_all();
  shared_->changed.wait(guard, [this] { return !shared_->started || shared_->ended; });
}

bool CallbackThread::is_this_thread() const {
  const std::lock_guard guard(shared_->mutex);
  return shared_->started && !shared_->ended && shared_->thread == std::this_thread::get_id();
}

void CallbackThread::run(const std::shared_ptr<Shared>& shared) {
  std::unique_lock guard(shared->mutex);
  shared->thread = std::this_thread::get_id();
  for (;;) {
    shared->changed.wait(guard, [&] { return !shared->waiting.empty() || shared->finishing; });
    if (shared->waiting.empty()) break;
    auto callback = std::move(shared->waiting.front());
    shared->waiting.pop_front();
    guard.unlock();
    call_guarded(callback);
    callback = nullptr;  // what it holds is let go of without the mutex
    guard.lock();
  }
  shared->ended = true;
  shared->changed.notify_all();
}

}  // namespace multiprocessing::detail
