// SPDX-License-Identifier: BSL-1.0
// SharedHeap: containers that live in memory which processes share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "multiprocessing/offset_ptr.hpp"
#include "multiprocessing/rlock.hpp"
#include "multiprocessing/synchronized.hpp"

namespace multiprocessing {

class SharedHeap;

namespace detail {
struct SharedHeapState;
struct SharedHeapMemory;  // what stands at the beginning of the heap

/// Of whichever heap of this process begins there. std::bad_alloc where there is too little; OwnerDiedError as
/// SharedHeap. What is given back to a heap whose user died stays allocated: a destructor must not throw.
void* allocate_shared(SharedHeapMemory* heap, std::size_t size, std::size_t alignment);
void deallocate_shared(SharedHeapMemory* heap, void* data) noexcept;
}  // namespace detail

/// Takes memory from a SharedHeap, for containers in it. Works in every process that has the heap.
template <class T>
class SharedAllocator {
 public:
  using value_type = T;          ///< what it makes room for
  using pointer = OffsetPtr<T>;  ///< what it gives

  /// Made by SharedHeap::get_allocator.
  explicit SharedAllocator(detail::SharedHeapMemory* heap) noexcept : heap_(heap) {}
  /// The same heap, for another type.
  template <class U>
  SharedAllocator(const SharedAllocator<U>& other) noexcept : heap_(other.heap()) {}

  /// Room for that many.
  ///
  /// Errors   std::bad_alloc if the heap has too little; OwnerDiedError as SharedHeap.
  [[nodiscard]] pointer allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(detail::allocate_shared(heap(), count * sizeof(T), alignof(T)));
  }
  /// Gives the room back.
  void deallocate(const pointer& data, std::size_t) noexcept { detail::deallocate_shared(heap(), data.get()); }

  /// Where the heap begins in this process.
  [[nodiscard]] detail::SharedHeapMemory* heap() const noexcept { return heap_.get(); }
  /// Whether it is the same heap.
  template <class U>
  friend bool operator==(const SharedAllocator& left, const SharedAllocator<U>& right) noexcept {
    return left.heap() == right.heap();
  }

 private:
  OffsetPtr<detail::SharedHeapMemory> heap_;
};

/// A container for a SharedHeap. Boost.Container's, with a SharedAllocator, serve as well, and are the only maps and
/// lists that do: those of the standard libraries hold plain pointers inside.
template <class T>
using SharedVector = std::vector<T, SharedAllocator<T>>;

/// A piece of shared memory of a fixed size in which objects are made and destroyed. Copies name the same heap. Objects
/// in it must hold no plain pointers, and nothing that belongs to one process; OffsetPtr and SharedAllocator do.
///
///   auto* squares = heap.construct<mp::SharedVector<int>>();
///   heap.set_root(squares);
///   { auto guard = heap.synchronize(); squares->push_back(9); }     // in a child: heap.root<mp::SharedVector<int>>()
///
/// Each allocation is one step. Whoever reads or changes objects that others use holds the heap's lock meanwhile, by
/// synchronize(). If a process dies with it, everybody gets OwnerDiedError until recover().
///
/// Threads  Safe to use from several threads and processes at once.
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
///
/// Promises HEAP-SHARED, HEAP-CONTAINERS, HEAP-GIVES-BACK, HEAP-FULL, HEAP-OWNER-DIED
class SharedHeap {
 public:
  /// To be loaded or assigned.
  SharedHeap() = default;
  /// \param size  In bytes; some hundred of them are the heap's own.
  explicit SharedHeap(std::size_t size);

  /// A new T in the heap. One that takes allocators gets the heap's as its last argument.
  ///
  /// Errors   std::bad_alloc if there is too little memory.
  template <class T, class... Args>
  [[nodiscard]] T* construct(Args&&... args) const {
    auto* const heap = memory();
    void* const place = detail::allocate_shared(heap, sizeof(T), alignof(T));
    try {
      if constexpr (std::uses_allocator_v<T, SharedAllocator<std::byte>>) {
        return ::new (place) T(std::forward<Args>(args)..., SharedAllocator<std::byte>(heap));
      } else {
        return ::new (place) T(std::forward<Args>(args)...);
      }
    } catch (...) {
      detail::deallocate_shared(heap, place);
      throw;
    }
  }
  /// Destroys what construct() made, and gives its room back.
  template <class T>
  void destroy(T* object) const {
    std::destroy_at(object);
    detail::deallocate_shared(memory(), object);
  }
  /// For containers that take an allocator.
  template <class T = std::byte>
  [[nodiscard]] SharedAllocator<T> get_allocator() const {
    return SharedAllocator<T>(memory());
  }

  /// An object as a number that may be sent to other processes, and back.
  [[nodiscard]] std::uint64_t offset(const void* object) const;
  /// The object of that number in this process.
  template <class T>
  [[nodiscard]] T* at(std::uint64_t offset) const {
    return static_cast<T*>(place(offset));
  }
  /// One object that every process finds; null at first.
  void set_root(const void* object) const;
  /// That object; null if none was set.
  template <class T>
  [[nodiscard]] T* root() const {
    return static_cast<T*>(root_place());
  }

  /// Holds the lock as long as the result lives.
  [[nodiscard]] Synchronized<SharedHeap, RLock> synchronize() const;
  /// Goes on after OwnerDiedError, if `check`, which may repair what the heap holds, says that it is whole. Does
  /// nothing if nobody died.
  ///
  /// Errors   OwnerDiedError if `check` says no, or if the process died in the middle of an allocation: such a heap
  ///          cannot be recovered.
  void recover(const std::function<bool()>& check) const;

  /// Bytes of the whole.
  [[nodiscard]] std::size_t size() const;
  /// Bytes that are free, not all of them in one piece.
  [[nodiscard]] std::size_t free_bytes() const;

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  [[nodiscard]] detail::SharedHeapMemory* memory() const;
  [[nodiscard]] void* place(std::uint64_t offset) const;
  [[nodiscard]] void* root_place() const;

  std::shared_ptr<detail::SharedHeapState> state_;
};

}  // namespace multiprocessing
