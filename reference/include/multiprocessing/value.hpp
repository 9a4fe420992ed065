// SPDX-License-Identifier: BSL-1.0
// Value and RawValue: one object in memory that processes share, with a lock and without.
#pragma once

#include <concepts>
#include <functional>
#include <new>
#include <utility>

#include "multiprocessing/lock.hpp"
#include "multiprocessing/rlock.hpp"
#include "multiprocessing/shared_bytes.hpp"
#include "multiprocessing/synchronized.hpp"

namespace multiprocessing {

/// A T in shared memory that nobody guards. Copies name the same one. For what needs no lock: a std::atomic that is
/// lock-free, or what one process writes before another one starts.
///
/// T must be trivially copyable and no pointer, or a lock-free atomic; a pointer *inside* it is not found by the
/// compiler, and means nothing in another process.
///
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
///
/// Promises VALUE-RAW, VALUE-ATOMIC
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.sharedctypes.RawValue
template <class T>
class RawValue {
 public:
  /// Made of these arguments; of none, it is zero.
  template <class... Args>
  requires std::constructible_from<T, Args...> &&
      (!std::same_as<std::remove_cvref_t<Args>, RawValue> && ...) explicit RawValue(Args&&... args) {
    detail::require_shareable<T>();
    if (sizeof...(args) == 0 && detail::loading()) return;
    bytes_ = detail::SharedBytes(sizeof(T));
    ::new (static_cast<void*>(bytes_.data())) T(std::forward<Args>(args)...);
  }

  ///@{
  /// The object, with nothing between one process and another.
  [[nodiscard]] T& operator*() const { return *std::launder(reinterpret_cast<T*>(bytes_.data())); }
  [[nodiscard]] T* operator->() const { return &**this; }
  [[nodiscard]] T get() const { return **this; }
  void set(const T& value) const { **this = value; }
  ///@}

  /// An independent one with the same contents.
  [[nodiscard]] RawValue copy() const { return RawValue(get()); }

  void save(detail::OutputArchive& archive) const { bytes_.save(archive, "a Value"); }
  void load(detail::InputArchive& archive) { bytes_.load(archive, "a Value"); }

 private:
  detail::SharedBytes bytes_;
};

/// A T in shared memory with a lock of its own, or one that was given: `Value value(0, lock)` takes a Lock or an RLock
/// that others use as well. Copies name the same one. Of what T may be, see RawValue, which is what Python's
/// `lock=False` makes.
///
/// `get` and `set` take the lock each; what must be one step goes through `update` or `synchronize`. With a Lock in
/// place of an RLock they wait for ever inside of those.
///
/// Errors   OwnerDiedError from every access through the lock if a process was killed inside of one, until recover().
/// Threads  Safe to use from several threads and processes at once.
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
///
/// Promises VALUE-SHARED, VALUE-INITIAL, VALUE-UPDATE, VALUE-LOCK-GIVEN, VALUE-OWNER-DIED
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Value
template <class T, class L = RLock>
class Value {
 public:
  /// What synchronize() gives.
  using Guard = Synchronized<RawValue<T>, L>;

  /// Zero, or an argument that is still to be loaded.
  Value() = default;
  /// With a lock of its own.
  explicit Value(T initial) : raw_(std::move(initial)) {}
  /// With a lock that others may use as well.
  Value(T initial, L lock) : raw_(std::move(initial)), lock_(std::move(lock)) {}

  /// A copy of the object.
  [[nodiscard]] T get() const { return *synchronize(); }
  /// Replaces the object.
  void set(const T& value) const { *synchronize() = value; }
  /// Calls `change(T&)` with the lock held, and returns what it returns.
  template <std::invocable<T&> F>
  auto update(F&& change) const -> std::invoke_result_t<F, T&> {
    const auto guard = synchronize();
    return std::invoke(std::forward<F>(change), *guard);
  }

  /// The value, with the lock held as long as the result lives.
  [[nodiscard]] Guard synchronize() const { return Guard(raw_, lock_); }
  /// The same, or nothing if the time ran out first. Zero or less tries once.
  [[nodiscard]] std::optional<Guard> try_synchronize(Timeout timeout = std::chrono::nanoseconds{0}) const {
    return Guard::within(raw_, lock_, timeout);
  }

  /// The lock, to be held over several steps or shared with other objects.
  [[nodiscard]] L get_lock() const { return lock_; }
  /// The same value past the lock: for whoever holds it by other means, and for a look before recover().
  [[nodiscard]] RawValue<T> get_obj() const { return raw_; }
  /// Says that the value is whole again, after OwnerDiedError.
  void recover() const { L(lock_).recover(); }

  /// An independent one with the same contents and a lock of its own.
  ///
  /// Promises VALUE-COPY
  [[nodiscard]] Value copy() const { return Value(get()); }

  void save(detail::OutputArchive& archive) const { archive(raw_, lock_); }
  void load(detail::InputArchive& archive) { archive(raw_, lock_); }

 private:
  RawValue<T> raw_;
  L lock_;
};

}  // namespace multiprocessing
