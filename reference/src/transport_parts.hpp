// SPDX-License-Identifier: BSL-1.0
// What every transport is made of, and what it tells its owner.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "platform/handle.hpp"
#include "platform/lock.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

/// What the owner of a transport does at moments that only the transport knows.
class TransportEvents {
 public:
  virtual ~TransportEvents() = default;
  /// A writer has its turn: counts a message and says its number. Nothing if it shall not be sent after all.
  virtual std::optional<std::uint32_t> begin(std::atomic<std::uint32_t>& begun) { return ++begun; }
  /// A reader is about to take a message away from all others.
  virtual void taking() noexcept {}
  /// It has the whole message; or it has nothing, because what was there was no message.
  virtual void taken(bool /*whole*/) noexcept {}
  /// There are fewer messages on their way than before.
  virtual void room() {}
  /// Whether a reader shall no longer wait. Asked before every wait, with the turn of the readers.
  virtual bool ended() { return false; }
};

/// What writers change and what readers change lies on different lines of the cache.
struct TransportMemory {
  alignas(64) platform::lock_memory writing;
  std::atomic<std::uint32_t> begun;  // how many messages, which is the number of the latest; by the writer in turn
  alignas(64) platform::lock_memory reading;
  std::atomic<std::uint32_t> taken;  // the number of the latest that has been read; by the reader in turn
};

/// What every transport has.
struct TransportParts {
  static TransportParts make(platform::handle reader, platform::handle writer);
  static TransportParts load(InputArchive& archive, TakeOver& taken);

  platform::handle reader;
  platform::handle writer;
  Shared<TransportMemory> memory;
  std::unique_ptr<platform::lock> reading;
  std::unique_ptr<platform::lock> writing;
};

}  // namespace multiprocessing::detail
