// SPDX-License-Identifier: BSL-1.0
// What all copies of a Connection share.
#pragma once

#include <atomic>
#include <memory>

#include "fork_aware.hpp"
#include "guarded_handle.hpp"
#include "hand_off.hpp"
#include "multiprocessing/connection.hpp"
#include "platform/clock.hpp"

namespace multiprocessing::detail {

struct ConnectionState final : ForkAware {
  ConnectionState(platform::handle owned, bool reads, bool writes);
  ~ConnectionState() override { ignore_forks(); }
  void after_fork_in_child() noexcept override { handle.forget_uses(); }

  // OSError if the end is closed or serves the other direction.
  GuardedHandle::Use open();
  GuardedHandle::Use open_for_reading();
  GuardedHandle::Use open_for_writing();

  /// OSError with timed_out once the deadline has passed; the message may be half received then.
  Bytes receive(std::uint64_t longest, const platform::deadline& until);
  std::size_t receive_into(std::span<std::byte> buffer);
  /// False if the deadline passed and nothing was sent. OSError with timed_out if a part was: the end sends no more
  /// then.
  bool send(std::span<const std::byte> message, const platform::deadline& until = std::nullopt);

  void save(OutputArchive& archive, HandOff& hand_off);
  static std::shared_ptr<ConnectionState> load(InputArchive& archive, TakeOver& taken);

  GuardedHandle handle;
  std::atomic<bool> readable;
  std::atomic<bool> writable;

 private:
  template <class Action>
  auto keeping_step(Action action);
};

/// The way from a Connection to what it shares, for the files of this library.
struct ConnectionAccess {
  static Connection make(platform::handle owned, bool reads = true, bool writes = true) {
    return Connection(std::make_shared<ConnectionState>(std::move(owned), reads, writes));
  }
  /// OSError if there is none.
  static ConnectionState& state(const Connection& connection);
};

}  // namespace multiprocessing::detail
