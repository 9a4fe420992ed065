// SPDX-License-Identifier: BSL-1.0
// SimpleQueue: a pipe with a lock at each end.
#pragma once

#include <memory>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing {

namespace detail {
class MessagePipe;
struct SimpleQueueState;

/// What all SimpleQueue<T> are underneath.
class SimpleQueueBase {
 public:
  [[nodiscard]] bool empty() const;
  void close();
  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);

 protected:
  SimpleQueueBase();
  void put_bytes(const Bytes& message);
  [[nodiscard]] Bytes get_bytes();

 private:
  std::shared_ptr<SimpleQueueState> state_;
};
}  // namespace detail

/// Copies name the same queue. Both put and get wait as long as they must.
template <class T>
class SimpleQueue : public detail::SimpleQueueBase {
 public:
  SimpleQueue() = default;
  void put(const T& item) { put_bytes(detail::dumps(item)); }
  [[nodiscard]] T get() { return detail::loads<T>(get_bytes()); }
};

}  // namespace multiprocessing
