// SPDX-License-Identifier: BSL-1.0
// What a forked child must set right before anything else runs there: it has the memory of its parent, but only one of
// its threads.
#pragma once

#include <cstdint>
#include <mutex>
#include <new>

namespace multiprocessing::detail {

/// A base of everything that holds state of this process alone.
class ForkAware {
 public:
  ForkAware() = default;
  ForkAware(const ForkAware&) = delete;
  ForkAware& operator=(const ForkAware&) = delete;

  /// Called in the child, which has one thread. What other threads of the parent may have been changing is given up,
  /// not destroyed: it may be half changed, and its mutexes may be locked for ever.
  virtual void after_fork_in_child() noexcept = 0;

 protected:
  virtual ~ForkAware() = default;
  /// Last in the constructor and first in the destructor of each class that is made: another thread may fork in
  /// between.
  void follow_forks();
  void ignore_forks() noexcept;
};

/// Held while a process is made, so that no object is half registered and no handle half named at that moment.
class ForkGuard {
 public:
  ForkGuard();
  ~ForkGuard();
  ForkGuard(const ForkGuard&) = delete;
  ForkGuard& operator=(const ForkGuard&) = delete;
  /// In the child of a fork, first.
  void in_child() noexcept;
  /// In the parent, after a fork.
  void in_parent() noexcept;
};

/// How often the line of this process has forked: differs between a process and its forked children.
[[nodiscard]] std::uint32_t fork_generation() noexcept;
/// How many children this process has forked.
[[nodiscard]] std::uint32_t forks_so_far() noexcept;

/// Makes `object` new without destroying the old one: for mutexes and the like in a forked child.
template <class T>
void abandon(T& object) noexcept {
  ::new (static_cast<void*>(&object)) T();
}

}  // namespace multiprocessing::detail
