// SPDX-License-Identifier: BSL-1.0
// Messages from many writers to many readers over one pipe, whatever instruction any of them is killed at.
//
// Messages are cut into cells of 128 bytes. A write is one batch of whole cells, small enough to go in one piece or not
// at all, and a read asks for whole cells that are there: the stream never gets out of step. The first cell of a batch
// says how many cells the batch has, the first cell of a message how long the message is. A writer that dies leaves an
// unfinished message: the next writer begins a new one, and the reader drops what it has. A reader that dies in the
// middle leaves cells without a beginning: the next reader drops those.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "fork_aware.hpp"
#include "guarded_handle.hpp"
#include "platform/channel.hpp"
#include "platform/lock.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

struct MessagePipeMemory {
  platform::lock_memory reading;
  platform::lock_memory writing;
  std::atomic<std::uint32_t>
      begun;  // how many messages, which is the number of the latest; by the writer whose turn it is
  std::atomic<std::uint32_t> taken;  // the number of the latest that has been read; by the reader whose turn it is
};

class MessagePipe final : public ForkAware {
 public:
  static std::unique_ptr<MessagePipe> make();
  static std::unique_ptr<MessagePipe> load(InputArchive& archive, TakeOver& taken);
  ~MessagePipe() override { ignore_forks(); }

  struct Received {
    std::optional<Bytes> message;  // empty if the time ran out
    unsigned lost = 0;             // messages that were begun by a writer, and lost with it or with a reader
  };

  /// Waits for its turn and for room. OSError with broken_pipe if nobody can read any more.
  void write(std::span<const std::byte> message);
  /// What the owner of the pipe does at moments that only the pipe knows.
  struct Hooks {
    std::function<std::uint32_t(std::atomic<std::uint32_t>&)> begin;  // counts a message, instead of ++
    std::function<void()> taken;  // there are fewer messages on their way than before
  };
  void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }

  /// Messages that have begun and have not been read. One that was lost is counted until the next one has been read, or
  /// somebody has found the pipe empty.
  [[nodiscard]] std::uint32_t on_their_way() const noexcept {
    const auto taken = memory_->taken.load();  // first, since it runs after the other
    return memory_->begun.load() - taken;
  }
  /// Sets that right, if the pipe is empty and nobody reads or writes at this moment.
  void look_if_drained();

  /// Waits until the deadline for its turn and for a beginning. A message that has begun is finished, however late, as
  /// long as its writer lives. EOFError if nobody can write any more.
  Received read(const platform::deadline& until);
  /// Whether a read would find something now.
  [[nodiscard]] bool ready();

  void close_reader() noexcept { reader_.close(); }
  void close_writer() noexcept { writer_.close(); }
  [[nodiscard]] bool reader_closed() const noexcept { return reader_.closed(); }
  /// Grows with each batch that this process writes.
  [[nodiscard]] std::uint64_t batches_written() const noexcept { return batches_written_; }

  void save(OutputArchive& archive, HandOff& hand_off);
  void after_fork_in_child() noexcept override;

 private:
  MessagePipe(platform::pipe_ends ends, Shared<MessagePipeMemory> memory, std::unique_ptr<platform::lock> reading,
              std::unique_ptr<platform::lock> writing);
  bool wait_for_beginning(platform::native_handle reader, const platform::deadline& until);
  bool wait_for_rest(platform::native_handle reader);
  void note_if_drained(platform::native_handle reader);

  GuardedHandle reader_;
  GuardedHandle writer_;
  Shared<MessagePipeMemory> memory_;
  std::unique_ptr<platform::lock> reading_;
  std::unique_ptr<platform::lock> writing_;
  Hooks hooks_;
  std::atomic<std::uint64_t> batches_written_{0};
};

}  // namespace multiprocessing::detail
