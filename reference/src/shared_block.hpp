// SPDX-License-Identifier: BSL-1.0
// Small pieces of shared memory for the words of locks, semaphores and counters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "hand_off.hpp"

namespace multiprocessing::detail {

class Segment;

/// A piece of a segment, zero at first. Only the process that made it gives it back; a block that another process may
/// know is never used again, and its segment vanishes with the last process that maps it.
class SharedBlock {
 public:
  static SharedBlock make(std::size_t size);
  SharedBlock(SharedBlock&& other) noexcept;
  SharedBlock& operator=(SharedBlock&&) = delete;
  ~SharedBlock();

  [[nodiscard]] void* data() const noexcept { return data_; }

  void save(OutputArchive& archive, HandOff& hand_off) const;
  static SharedBlock load(InputArchive& archive, TakeOver& taken);

 private:
  SharedBlock(std::shared_ptr<Segment> segment, void* data) noexcept;

  std::shared_ptr<Segment> segment_;
  void* data_;
  std::uint32_t forks_;  // forks_so_far() when it was made
  mutable bool handed_off_ = false;
};

/// One T in shared memory, made of zero bytes.
template <class T>
class Shared {
 public:
  static Shared make() {
    auto block = SharedBlock::make(sizeof(T));
    ::new (block.data()) T();
    return Shared(std::move(block));
  }
  static Shared load(InputArchive& archive, TakeOver& taken) { return Shared(SharedBlock::load(archive, taken)); }
  void save(OutputArchive& archive, HandOff& hand_off) const { block_.save(archive, hand_off); }

  T& operator*() const noexcept { return *std::launder(static_cast<T*>(block_.data())); }
  T* operator->() const noexcept { return &**this; }

 private:
  explicit Shared(SharedBlock block) noexcept : block_(std::move(block)) {}
  SharedBlock block_;
};

}  // namespace multiprocessing::detail
