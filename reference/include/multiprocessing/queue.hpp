// SPDX-License-Identifier: BSL-1.0
// Queue: many producers, many consumers, and a put that never waits for a reader.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct QueueState;

/// What all Queue<T> are underneath.
class QueueBase {
 public:
  [[nodiscard]] std::size_t qsize() const;
  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool full() const;
  void close();
  void join_thread();
  void cancel_join_thread();
  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);

 protected:
  explicit QueueBase(std::size_t maxsize);
  [[nodiscard]] bool put_bytes(Bytes message, const Timeout& timeout);
  [[nodiscard]] std::optional<Bytes> get_bytes(const Timeout& timeout);

 private:
  std::shared_ptr<QueueState> state_;
};
}  // namespace detail

/// Copies name the same queue. `maxsize` zero means no bound but that of the system's semaphores.
template <class T>
class Queue : public detail::QueueBase {
 public:
  explicit Queue(std::size_t maxsize = 0) : QueueBase(maxsize) {}

  void put(const T& item, Timeout timeout = std::nullopt) {
    if (!try_put(item, timeout)) throw Full();
  }
  void put_nowait(const T& item) { put(item, std::chrono::nanoseconds{0}); }
  [[nodiscard]] bool try_put(const T& item, Timeout timeout = std::chrono::nanoseconds{0}) {
    return put_bytes(detail::dumps(item), timeout);
  }

  [[nodiscard]] T get(Timeout timeout = std::nullopt) {
    auto item = try_get(timeout);
    if (!item) throw Empty();
    return std::move(*item);
  }
  [[nodiscard]] T get_nowait() { return get(std::chrono::nanoseconds{0}); }
  [[nodiscard]] std::optional<T> try_get(Timeout timeout = std::chrono::nanoseconds{0}) {
    auto message = get_bytes(timeout);
    if (!message) return std::nullopt;
    return detail::loads<T>(*message);
  }
};

}  // namespace multiprocessing
