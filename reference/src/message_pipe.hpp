// SPDX-License-Identifier: BSL-1.0
// A transport over a pipe of the system.
//
// Messages are cut into cells of 128 bytes. A write is one batch of whole cells, small enough to go in one piece or not
// at all, and a read asks for whole cells that are there: the stream never gets out of step. The first cell of a batch
// says how many cells the batch has, the first cell of a message how long the message is.
#pragma once

#include "transport.hpp"

namespace multiprocessing::detail {

class MessagePipe final : public Transport {
 public:
  static std::shared_ptr<MessagePipe> make();
  explicit MessagePipe(TransportParts parts) : Transport(std::move(parts)) { follow_forks(); }
  ~MessagePipe() override { ignore_forks(); }

  QueueTransport kind() const noexcept override { return QueueTransport::pipe; }

 private:
  bool wait_for_piece(platform::native_handle reader, const platform::deadline& until) override;
  bool receive(platform::native_handle reader, MessageAssembly& assembly, Claim& claim) override;
  void send(platform::native_handle writer, std::uint32_t serial, std::span<const std::byte> message) override;
};

}  // namespace multiprocessing::detail
