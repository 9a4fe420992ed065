// SPDX-License-Identifier: BSL-1.0
// SharedMemory: a block of memory that processes find by its name, those of Python included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing {

namespace detail {
struct SharedMemoryState;
}

/// One handle to a named block. Copies are the same handle. It can be sent to another process in any way that an
/// int can: what travels is the name, and the receiver attaches.
///
/// A block and its name stay until somebody calls unlink(), or the last process has ended of the tree that made it: the
/// one that did, those that it was started by and that it starts (on Windows until the last handle is closed). With
/// `track` false they stay whoever ends. Each process closes its own handles, by close() or by dropping the last copy;
/// exactly one unlinks. Where the strategy `shm-open` or `win32-section` serves, which is the default, Python's
/// `multiprocessing.shared_memory.SharedMemory` finds these blocks, and these find Python's.
///
/// Errors   ValueError from everything but close() once it is closed.
/// Threads  Safe to use from several threads, apart from close() while another one uses the bytes.
///
/// Promises SHARED-MEMORY-NAMED, SHARED-MEMORY-HANDLES, SHARED-MEMORY-SENT, SHARED-MEMORY-SENT-DEAD,
///          SHARED-MEMORY-OUTLIVES
/// Source   CPython 3.14 docs, library/multiprocessing.shared_memory, SharedMemory
/// Differs  In Python the first tree of processes to end removes a block that it has attached to.
class SharedMemory {
 public:
  /// A closed handle, to be assigned or loaded.
  SharedMemory() = default;

  /// \param name    Without a slash. Nothing makes up one that nobody can guess; only where `create` is true.
  /// \param create  A new block of zeros that are really there, for this user alone. Otherwise attaches to one.
  /// \param size    In bytes; ignored where `create` is false.
  /// \param track   Whether the new block goes with the last process of this tree (see resource_tracker.hpp); ignored
  ///                where `create` is false.
  ///
  /// Errors   ValueError if `create` is true and `size` not above zero, if it is false and there is no name, or if the
  ///          name holds a zero byte; OSError with `std::errc::file_exists` if the name is taken, with
  ///          `no_such_file_or_directory` if there is no such block, with `no_space_on_device` and the like if there is
  ///          too little memory: never a fault later.
  ///
  /// Promises SHARED-MEMORY-SIZE, SHARED-MEMORY-ARGUMENTS, SHARED-MEMORY-EXISTS, SHARED-MEMORY-MISSING
  explicit SharedMemory(std::optional<std::string> name, bool create = false, std::int64_t size = 0, bool track = true);
  /// SharedMemory(name, true, size, track).
  [[nodiscard]] static SharedMemory create(std::int64_t size, std::optional<std::string> name = std::nullopt,
                                           bool track = true) {
    return SharedMemory(std::move(name), true, size, track);
  }

  /// All bytes, until it is closed.
  [[nodiscard]] std::span<std::byte> buf() const;
  /// The name by which others find it.
  [[nodiscard]] std::string name() const;
  /// At least what was asked for: some systems round up to pages.
  [[nodiscard]] std::size_t size() const { return buf().size(); }

  /// Lets go of the bytes. May be called again.
  ///
  /// Promises SHARED-MEMORY-CLOSE
  void close();

  /// Takes the name away; who has the block keeps it. May be called after close(). Does nothing on Windows.
  ///
  /// Errors   OSError with `no_such_file_or_directory` if somebody has done so before.
  ///
  /// Promises SHARED-MEMORY-UNLINK
  void unlink() const;

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::shared_ptr<detail::SharedMemoryState> state_;
};

}  // namespace multiprocessing
