// SPDX-License-Identifier: BSL-1.0
// Access to something shared, for as long as its lock is held.
#pragma once

#include <mutex>
#include <optional>
#include <utility>

#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

/// What Value::synchronize and its kin return: the lock is held until this is destroyed, and the object is reached
/// through it. `View` is how: RawValue<T>, RawArray<T>. It is for the thread that made it.
///
///   { auto guard = hits.synchronize(); ++*guard; }
///
/// Errors   OwnerDiedError, when it is made, if a process has died with the lock and nobody has called recover() since.
template <class View, class L>
class Synchronized {
 public:
  /// Waits for the lock.
  Synchronized(View view, L lock) : view_(std::move(view)), lock_(std::move(lock)), held_(lock_.acquire()) {}
  ///@{
  /// Whoever it is moved to releases the lock.
  Synchronized(Synchronized&& other) noexcept
      : view_(std::move(other.view_)), lock_(std::move(other.lock_)), held_(std::exchange(other.held_, false)) {}
  Synchronized& operator=(Synchronized&&) = delete;
  ///@}
  ~Synchronized() {
    if (held_) lock_.release();
  }

  /// Nothing if the time ran out before the lock was free.
  static std::optional<Synchronized> within(View view, L lock, const Timeout& timeout) {
    if (!lock.acquire(timeout)) return std::nullopt;
    return Synchronized(std::adopt_lock, std::move(view), std::move(lock));
  }

  ///@{
  /// The object, or its elements: what the view has of these.
  [[nodiscard]] decltype(auto) operator*() const { return *view_; }
  [[nodiscard]] auto operator->() const { return view_.operator->(); }
  [[nodiscard]] decltype(auto) operator[](std::size_t index) const requires requires(const View& view) { view[index]; }
  { return view_[index]; }
  [[nodiscard]] auto begin() const requires requires(const View& view) { view.begin(); }
  { return view_.begin(); }
  [[nodiscard]] auto end() const requires requires(const View& view) { view.end(); }
  { return view_.end(); }
  [[nodiscard]] std::size_t size() const requires requires(const View& view) { view.size(); }
  { return view_.size(); }
  ///@}

 private:
  Synchronized(std::adopt_lock_t, View view, L lock) : view_(std::move(view)), lock_(std::move(lock)), held_(true) {}

  View view_;
  L lock_;
  bool held_;
};

}  // namespace multiprocessing
