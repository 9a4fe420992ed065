// SPDX-License-Identifier: BSL-1.0
// A transport over a ring in shared memory.
//
// Two words say how many bytes have been written and how many have been read. A piece of a message becomes visible by
// the one store of the first word, after it is there; a writer that is killed before leaves nothing but bytes beyond
// the end, which the next one overwrites. A piece is gone by the one store of the second word, after it has been
// copied; a reader that is killed before leaves it for the next one. A message that fits is one piece.
#pragma once

#include "doorbell.hpp"
#include "transport.hpp"

namespace multiprocessing::detail {

struct MessageRingMemory {
  DoorbellMemory written;  // bytes since the beginning, modulo 2^32; by the writer in turn
  DoorbellMemory read;     // by the reader in turn
};

/// Its handles are the ends of a pipe that nothing goes through: every process that may read has the writing end, so
/// that a writer which waits for room sees the end of the pipe when there is no reader left.
class MessageRing final : public Transport {
 public:
  static std::shared_ptr<MessageRing> make(std::size_t bytes);
  static std::shared_ptr<MessageRing> load(TransportParts parts, InputArchive& archive, TakeOver& taken);
  ~MessageRing() override { ignore_forks(); }
  /// False if a process here can only sleep on memory by looking at it again and again.
  static bool wakes_at_once();

  QueueTransport kind() const noexcept override { return QueueTransport::ring; }
  void wake_readers() override { written_.wake(); }

 private:
  MessageRing(TransportParts parts, Shared<MessageRingMemory> memory, SharedBlock data, std::uint32_t capacity,
              Doorbell written, Doorbell read);
  void save_rest(OutputArchive& archive, HandOff& hand_off) override;
  bool wait_for_piece(platform::native_handle reader, const platform::deadline& until) override;
  bool receive(platform::native_handle reader, MessageAssembly& assembly, Claim& claim) override;
  void send(platform::native_handle writer, std::uint32_t serial, std::span<const std::byte> message) override;
  bool has_room_for(std::size_t size) const override;

  [[nodiscard]] std::uint32_t room() const noexcept { return capacity_ - (written_.word() - read_.word()); }
  void wait_for_room(platform::native_handle writer, std::uint32_t size);
  void copy_in(std::uint32_t position, std::span<const std::byte> bytes) noexcept;
  /// `size` bytes from there: what lies before the end of the memory, and what lies at its beginning.
  [[nodiscard]] std::pair<std::span<const std::byte>, std::span<const std::byte>> at(std::uint32_t position,
                                                                                     std::size_t size) const noexcept;

  Shared<MessageRingMemory> ring_memory_;
  SharedBlock data_;
  std::uint32_t capacity_;  // a power of two, so that positions may overflow
  Doorbell written_;
  Doorbell read_;
};

}  // namespace multiprocessing::detail
