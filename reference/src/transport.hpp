// SPDX-License-Identifier: BSL-1.0
// What carries messages from many writers to many readers, whatever instruction any of them is killed at.
//
// One writes at a time and one reads at a time, each under a lock that knows when its holder has died. A message has a
// number and travels in pieces, each of which arrives whole or not at all. A writer that dies leaves an unfinished
// message: the next writer begins a new one, and the reader drops what it has. A reader that dies in the middle leaves
// pieces without a beginning: the next reader drops those.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <span>

#include "fork_aware.hpp"
#include "guarded_handle.hpp"
#include "message_assembly.hpp"
#include "multiprocessing/queue_options.hpp"
#include "transport_parts.hpp"

namespace multiprocessing::detail {

class Transport : public ForkAware {
 public:
  /// A ValueError if the options cannot be met.
  static std::shared_ptr<Transport> make(const QueueOptions& options);
  static std::shared_ptr<Transport> load(InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off);

  [[nodiscard]] virtual QueueTransport kind() const noexcept = 0;
  void set_events(std::shared_ptr<TransportEvents> events) { events_ = std::move(events); }

  /// Waits for its turn and for room. OSError with broken_pipe if nobody can read any more.
  void write(std::span<const std::byte> message);
  /// Writes if that can be done without waiting for anybody. False, and nothing happens, if it cannot.
  [[nodiscard]] bool try_write(std::span<const std::byte> message);

  struct Received {
    std::optional<Bytes> message;  // empty if the time ran out, or the events say that there is no more
    unsigned lost = 0;             // messages that were begun by a writer, and lost with it or with a reader
  };
  /// Waits until the deadline for its turn and for a beginning. A message that has begun is finished, however late, as
  /// long as its writer lives.
  Received read(const platform::deadline& until);
  /// Whether a read would find something now.
  [[nodiscard]] bool ready();

  /// Messages that have begun and have not been read. One that was lost is counted until the next one has been read, or
  /// somebody has found the transport empty.
  [[nodiscard]] std::uint32_t on_their_way() const noexcept {
    const auto taken = memory_->taken.load();  // first, since it runs after the other
    return memory_->begun.load() - taken;
  }
  /// Sets that right, if the transport is empty and nobody reads or writes at this moment.
  void look_if_drained();
  /// Throws away what is there and what is being written at this moment. The events must have ended before.
  void drop_all();
  /// Lets a reader that waits look around.
  virtual void wake_readers() {}

  void close_reader() noexcept { reader_.close(); }
  void close_writer() noexcept { writer_.close(); }
  [[nodiscard]] bool reader_closed() const noexcept { return reader_.closed(); }
  /// Grows with each piece that this process writes.
  [[nodiscard]] std::uint32_t pieces_written() const noexcept { return pieces_written_; }

  void after_fork_in_child() noexcept override;

 protected:
  /// What a reader has begun to take, until it has it whole.
  class Claim;

  explicit Transport(TransportParts parts);

  virtual void save_rest(OutputArchive& /*archive*/, HandOff& /*hand_off*/) {}
  /// Whether there is a piece to be read; waits for it.
  virtual bool wait_for_piece(platform::native_handle reader, const platform::deadline& until) = 0;
  /// Reads what is there into the assembly. True if that completes a message.
  virtual bool receive(platform::native_handle reader, MessageAssembly& assembly, Claim& claim) = 0;
  virtual void send(platform::native_handle writer, std::uint32_t serial, std::span<const std::byte> message) = 0;
  /// Whether a message of that size can be sent without waiting; asked with the turn of the writers.
  [[nodiscard]] virtual bool has_room_for(std::size_t /*size*/) const { return false; }
  void count_piece() noexcept { ++pieces_written_; }

 private:
  Received take(platform::native_handle reader, const platform::deadline& until, TransportEvents* events);
  bool wait_for_beginning(platform::native_handle reader, const platform::deadline& until, TransportEvents* events);
  bool wait_for_rest(platform::native_handle reader);
  void note_if_drained(platform::native_handle reader);

  GuardedHandle reader_;
  GuardedHandle writer_;
  Shared<TransportMemory> memory_;
  std::unique_ptr<platform::lock> reading_;
  std::unique_ptr<platform::lock> writing_;
  std::shared_ptr<TransportEvents> events_;
  std::atomic<std::uint32_t> pieces_written_{0};
};

class Transport::Claim {
 public:
  explicit Claim(TransportEvents* events) noexcept : events_(events) {}
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  ~Claim() { end(false); }

  void begin() noexcept {
    if (events_ != nullptr && !begun_) events_->taking();
    begun_ = true;
  }
  void end(bool whole) noexcept {
    if (events_ != nullptr && begun_) events_->taken(whole);
    begun_ = false;
  }

 private:
  TransportEvents* events_;
  bool begun_ = false;
};

}  // namespace multiprocessing::detail
