// SPDX-License-Identifier: BSL-1.0
// Contexts: the same API, bound to one start method.
#pragma once

#include <string_view>
#include <utility>

#include "multiprocessing/array.hpp"
#include "multiprocessing/barrier.hpp"
#include "multiprocessing/condition.hpp"
#include "multiprocessing/connection.hpp"
#include "multiprocessing/event.hpp"
#include "multiprocessing/joinable_queue.hpp"
#include "multiprocessing/lock.hpp"
#include "multiprocessing/pool.hpp"
#include "multiprocessing/process.hpp"
#include "multiprocessing/queue.hpp"
#include "multiprocessing/rlock.hpp"
#include "multiprocessing/semaphore.hpp"
#include "multiprocessing/simple_queue.hpp"
#include "multiprocessing/value.hpp"

namespace multiprocessing {

class SyncManager;
struct ManagerOptions;

/// Makes processes by one start method, whatever the default is. The other objects serve under every method.
class Context {
 public:
  /// For that method; unlike get_context, this does not look whether it works here.
  explicit Context(StartMethod method) : method_(method) {}

  /// The method that its processes are started by.
  [[nodiscard]] StartMethod get_start_method() const noexcept { return method_; }

  ///@{
  /// A multiprocessing::Process that is started by the method of this context, whatever its options say.
  template <detail::Target F, class... Args>
  [[nodiscard]] multiprocessing::Process Process(F&& target, Args&&... arguments) const {
    return Process(ProcessOptions{}, std::forward<F>(target), std::forward<Args>(arguments)...);
  }
  template <class F, class... Args>
  [[nodiscard]] multiprocessing::Process Process(ProcessOptions options, F&& target, Args&&... arguments) const {
    options.start_method = method_;
    return multiprocessing::Process(std::move(options), std::forward<F>(target), std::forward<Args>(arguments)...);
  }
  ///@}
  ///@{
  /// The object of that name in multiprocessing, made of the same arguments.
  template <class T>
  [[nodiscard]] multiprocessing::Queue<T> Queue(std::size_t maxsize = 0) const {
    return multiprocessing::Queue<T>(maxsize);
  }
  template <class T>
  [[nodiscard]] multiprocessing::Queue<T> Queue(QueueOptions options) const {
    return multiprocessing::Queue<T>(std::move(options));
  }
  template <class T>
  [[nodiscard]] multiprocessing::JoinableQueue<T> JoinableQueue(std::size_t maxsize = 0) const {
    return multiprocessing::JoinableQueue<T>(maxsize);
  }
  template <class T>
  [[nodiscard]] multiprocessing::JoinableQueue<T> JoinableQueue(QueueOptions options) const {
    return multiprocessing::JoinableQueue<T>(std::move(options));
  }
  template <class T>
  [[nodiscard]] multiprocessing::SimpleQueue<T> SimpleQueue(const QueueOptions& options = {}) const {
    return multiprocessing::SimpleQueue<T>(options);
  }
  ///@}
  ///@{
  /// A multiprocessing::Pool whose workers are started by the method of this context, whatever its options say.
  [[nodiscard]] multiprocessing::Pool Pool(PoolOptions options = {}) const {
    options.start_method = method_;
    return multiprocessing::Pool(options);
  }
  template <class F, class... Args>
  [[nodiscard]] multiprocessing::Pool Pool(PoolOptions options, F&& initializer, Args&&... arguments) const {
    options.start_method = method_;
    return multiprocessing::Pool(options, std::forward<F>(initializer), std::forward<Args>(arguments)...);
  }
  ///@}
  ///@{
  /// A multiprocessing::Manager whose server is started by the method of this context. Needs managers/managers.hpp.
  ///
  /// Promises CONTEXT-MANAGER
  [[nodiscard]] SyncManager Manager() const;
  [[nodiscard]] SyncManager Manager(ManagerOptions options) const;
  ///@}
  ///@{
  /// The object of that name in multiprocessing, made of the same arguments.
  [[nodiscard]] std::pair<Connection, Connection> Pipe(bool duplex = true) const {
    return multiprocessing::Pipe(duplex);
  }
  [[nodiscard]] multiprocessing::Lock Lock() const { return {}; }
  [[nodiscard]] multiprocessing::RLock RLock() const { return {}; }
  [[nodiscard]] multiprocessing::Semaphore Semaphore(std::uint32_t value = 1) const {
    return multiprocessing::Semaphore(value);
  }
  [[nodiscard]] multiprocessing::BoundedSemaphore BoundedSemaphore(std::uint32_t value = 1) const {
    return multiprocessing::BoundedSemaphore(value);
  }
  [[nodiscard]] multiprocessing::Event Event() const { return {}; }
  template <class T, class L = multiprocessing::RLock>
  [[nodiscard]] multiprocessing::Value<T, L> Value(T initial = {}, L lock = {}) const {
    return {std::move(initial), std::move(lock)};
  }
  template <class T, class L = multiprocessing::RLock, class From>
  [[nodiscard]] multiprocessing::Array<T, L> Array(From&& from, L lock = {}) const {
    return multiprocessing::Array<T, L>(std::forward<From>(from), std::move(lock));
  }
  template <class T>
  [[nodiscard]] multiprocessing::RawValue<T> RawValue(T initial = {}) const {
    return multiprocessing::RawValue<T>(std::move(initial));
  }
  template <class T, class From>
  [[nodiscard]] multiprocessing::RawArray<T> RawArray(From&& from) const {
    return multiprocessing::RawArray<T>(std::forward<From>(from));
  }
  [[nodiscard]] multiprocessing::Condition Condition() const { return {}; }
  template <class LockOrRLock>
  [[nodiscard]] multiprocessing::Condition Condition(LockOrRLock lock) const {
    return multiprocessing::Condition(std::move(lock));
  }
  template <class... ActionAndTimeout>
  [[nodiscard]] multiprocessing::Barrier Barrier(std::uint32_t parties, ActionAndTimeout&&... rest) const {
    return multiprocessing::Barrier(parties, std::forward<ActionAndTimeout>(rest)...);
  }
  ///@}

 private:
  StartMethod method_;
};

/// Throws ValueError if the method does not work here.
[[nodiscard]] Context get_context(std::string_view method);
/// The context of the default method; fixes it.
[[nodiscard]] Context get_context();

}  // namespace multiprocessing
