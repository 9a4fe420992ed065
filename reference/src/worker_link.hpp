// SPDX-License-Identifier: BSL-1.0
// A worker, as its pool sees it: a process at the other end of a channel.
#pragma once

#include <memory>
#include <optional>

#include "frame_reader.hpp"
#include "multiprocessing/crew.hpp"
#include "platform/clock.hpp"
#include "worker_protocol.hpp"

namespace multiprocessing::detail {

struct WorkerLink {
  enum class Stage { starting, idle, busy, leaving };
  enum class EndedBy { itself, timeout, cancel, pool };

  WorkerLink(Process started, Connection end, std::size_t its_place)
      : process(std::move(started)), channel(std::move(end)), place(its_place) {}

  // Guarded by the mutex of the crew.
  Stage stage = Stage::starting;
  EndedBy ended_by = EndedBy::itself;
  bool told_to_end = false;  // by a signal
  std::shared_ptr<Unit> unit;

  // Of the dispatcher alone, but that anybody may signal the process.
  Process process;
  Connection channel;
  const std::size_t place;       // in the pool; nobody else has it who may still begin something
  std::uint32_t begun = 0;       // what it had begun before it was given the unit
  bool open = true;              // the channel has not come to its end
  platform::deadline task_ends;  // when the unit has had its time
  platform::deadline kill_at;    // when patience with an end ends

  /// Begins to send; the channel must be empty. The bytes must stay until the worker has answered.
  void send(std::span<const std::byte> request);
  /// Sends the next piece, if there is one.
  void send_piece();
  void send_end();
  /// Reads what is there, without waiting. It must be ready.
  void read();
  [[nodiscard]] std::optional<Bytes> next_message() { return incoming_.next(); }

 private:
  void write(ToWorker kind, std::span<const std::byte> bytes);

  std::span<const std::byte> request_;
  std::size_t sent_ = 0;
  FrameReader incoming_;
};

}  // namespace multiprocessing::detail
