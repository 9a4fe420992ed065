// SPDX-License-Identifier: BSL-1.0
// Messages from many writers to many readers over one pipe.
#include "message_pipe.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "platform/process.hpp"
#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

struct CellHeader {
  std::uint32_t serial;  // of the message
  std::uint8_t magic;
  std::uint8_t first;  // 1 in the first cell of a message
  std::uint8_t batch;  // how many cells follow in the same batch, in the first cell of the batch; 0 in others
  std::uint8_t unused;
};

constexpr std::size_t cell_bytes = 128;
constexpr std::size_t payload_bytes = cell_bytes - sizeof(CellHeader);
constexpr std::size_t largest_batch = 4096 / cell_bytes;
constexpr std::uint8_t cell_magic = 0xC3;
constexpr std::size_t reserve_bytes = 1024 * 1024;
constexpr auto patience = 200ms;  // how often a reader that waits for a message looks for messages that were lost
constexpr auto glance = 50ms;     // how often a reader in the middle of a message looks whether its writer lives

struct Cell {
  CellHeader header;
  std::array<std::byte, payload_bytes> payload;
};
static_assert(sizeof(Cell) == cell_bytes);
static_assert(std::is_trivially_copyable_v<Cell>);

/// Holds one of the two locks. That the holder before died needs no repair here: the stream mends itself.
class Turn {
 public:
  explicit Turn(platform::lock& lock, const platform::deadline& until)
      : lock_(checked(lock.acquire(until)) == platform::lock_outcome::timed_out ? nullptr : &lock) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (lock_ != nullptr) (void)lock_->release();
  }
  explicit operator bool() const noexcept { return lock_ != nullptr; }

 private:
  platform::lock* lock_;
};

bool can_read(platform::native_handle reader, const platform::deadline& until) {
  const platform::native_handle handles[] = {reader};
  return !checked(platform::wait_any(handles, until)).empty();
}

void read_cells(platform::native_handle from, std::span<Cell> cells) {
  auto rest = std::as_writable_bytes(cells);
  while (!rest.empty()) {
    const auto count = checked(platform::read_some(from, rest));
    if (count == 0) throw EOFError();
    rest = rest.subspan(count);
  }
}

void write_cells(platform::native_handle to, std::span<const Cell> cells) {
  auto rest = std::as_bytes(cells);
  while (!rest.empty()) rest = rest.subspan(checked(platform::write_some(to, rest)));
}

/// Puts a message together from its cells.
class Assembly {
 public:
  /// True if this cell completes a message.
  bool add(const Cell& cell) {
    if (cell.header.magic != cell_magic) {
      raise_os(std::errc::io_error, "the pipe of a queue holds something that no queue has written");
    }
    std::span<const std::byte> payload = cell.payload;
    if (cell.header.first != 0) {
      drop();
      std::memcpy(&total_, payload.data(), sizeof total_);
      payload = payload.subspan(sizeof total_);
      serial_ = cell.header.serial;
      message_.reserve(std::min<std::uint64_t>(total_, reserve_bytes));
      begun_ = true;
    } else if (!begun_ || cell.header.serial != serial_) {
      // The rest of a message whose beginning went to a reader that died: counted once for each message.
      if (!orphan_ || *orphan_ != cell.header.serial) ++lost_;
      orphan_ = cell.header.serial;
      return false;
    }
    const auto size = std::min<std::uint64_t>(payload.size(), total_ - message_.size());
    message_.insert(message_.end(), payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(size));
    return message_.size() == total_;
  }
  void drop() {
    if (begun_) ++lost_;
    begun_ = false;
    message_.clear();
  }
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  [[nodiscard]] std::uint32_t serial() const noexcept { return serial_; }
  [[nodiscard]] unsigned lost() const noexcept { return lost_; }
  [[nodiscard]] Bytes take() { return std::move(message_); }

 private:
  Bytes message_;
  std::uint64_t total_ = 0;
  std::uint32_t serial_ = 0;
  std::optional<std::uint32_t> orphan_;
  unsigned lost_ = 0;
  bool begun_ = false;
};

std::size_t batch_limit() {
  return std::clamp<std::size_t>(platform::atomic_write_bytes() / cell_bytes, 1, largest_batch);
}

}  // namespace

MessagePipe::MessagePipe(platform::pipe_ends ends, Shared<MessagePipeMemory> memory,
                         std::unique_ptr<platform::lock> reading, std::unique_ptr<platform::lock> writing)
    : reader_(std::move(ends.reader)),
      writer_(std::move(ends.writer)),
      memory_(std::move(memory)),
      reading_(std::move(reading)),
      writing_(std::move(writing)) {
  follow_forks();
}

std::unique_ptr<MessagePipe> MessagePipe::make() {
  auto memory = Shared<MessagePipeMemory>::make();
  auto reading = checked(platform::make_lock(memory->reading, platform::lock_releaser::holding_thread));
  auto writing = checked(platform::make_lock(memory->writing, platform::lock_releaser::holding_thread));
  return std::unique_ptr<MessagePipe>(
      new MessagePipe(checked(platform::make_pipe()), std::move(memory), std::move(reading), std::move(writing)));
}

void MessagePipe::save(OutputArchive& archive, HandOff& hand_off) {
  const auto reader = reader_.use();
  const auto writer = writer_.use();
  if (!reader || !writer) throw ValueError("the queue is closed and cannot be passed to a process");
  archive(hand_off_handle(hand_off, reader.native()), hand_off_handle(hand_off, writer.native()));
  memory_.save(archive, hand_off);
  save_lock_transfer(archive, hand_off, reading_->transfer());
  save_lock_transfer(archive, hand_off, writing_->transfer());
}

std::unique_ptr<MessagePipe> MessagePipe::load(InputArchive& archive, TakeOver& taken) {
  platform::pipe_ends ends;
  ends.reader = take_over_handle(archive);
  ends.writer = take_over_handle(archive);
  auto memory = Shared<MessagePipeMemory>::load(archive, taken);
  auto reading = checked(platform::attach_lock(load_lock_transfer(archive), memory->reading));
  auto writing = checked(platform::attach_lock(load_lock_transfer(archive), memory->writing));
  return std::unique_ptr<MessagePipe>(
      new MessagePipe(std::move(ends), std::move(memory), std::move(reading), std::move(writing)));
}

void MessagePipe::after_fork_in_child() noexcept {
  reader_.forget_uses();
  writer_.forget_uses();
}

void MessagePipe::write(std::span<const std::byte> message) {
  const auto writer = writer_.use();
  if (!writer) raise_os(std::errc::bad_file_descriptor, "handle is closed");
  const Turn turn(*writing_, std::nullopt);
  const auto serial = hooks_.begin ? hooks_.begin(memory_->begun) : ++memory_->begun;
  const std::uint64_t total = message.size();
  const auto limit = batch_limit();
  std::array<Cell, largest_batch> cells;
  bool first = true;
  do {
    std::size_t count = 0;
    for (; count < limit && (first || !message.empty()); ++count) {
      auto& cell = cells[count];
      cell.header = {serial, cell_magic, static_cast<std::uint8_t>(first ? 1 : 0), 0, 0};
      std::span<std::byte> payload = cell.payload;
      if (first) {
        std::memcpy(payload.data(), &total, sizeof total);
        payload = payload.subspan(sizeof total);
      }
      const auto part = message.first(std::min(payload.size(), message.size()));
      std::copy(part.begin(), part.end(), payload.begin());
      std::fill(payload.begin() + static_cast<std::ptrdiff_t>(part.size()), payload.end(), std::byte{0});
      message = message.subspan(part.size());
      first = false;
    }
    cells[0].header.batch = static_cast<std::uint8_t>(count - 1);
    write_cells(writer.native(), std::span(cells).first(count));
    ++batches_written_;
  } while (!message.empty());
}

/// With the turn of the readers: what has begun and is not there is lost.
void MessagePipe::note_if_drained(platform::native_handle reader) {
  if (on_their_way() == 0) return;
  const Turn turn(*writing_, platform::deadline_after(0ns));
  if (!turn || can_read(reader, platform::deadline_after(0ns))) return;
  memory_->taken = memory_->begun.load();
  if (hooks_.taken) hooks_.taken();
}

void MessagePipe::look_if_drained() {
  const auto reader = reader_.use();
  if (!reader) return;
  const Turn turn(*reading_, platform::deadline_after(0ns));
  if (turn) note_if_drained(reader.native());
}

/// False if the deadline passed.
bool MessagePipe::wait_for_beginning(platform::native_handle reader, const platform::deadline& until) {
  while (!can_read(reader, platform::slice_of(until, patience))) {
    note_if_drained(reader);
    if (platform::passed(until)) return false;
  }
  return true;
}

/// False if the rest will never come, because the writer of the message has died.
bool MessagePipe::wait_for_rest(platform::native_handle reader) {
  while (!can_read(reader, platform::slice_of(std::nullopt, glance))) {
    const auto owner = writing_->owner();
    if (owner != 0 && platform::process_alive(owner)) continue;
    // Nobody writes now, so what has not come until here never will.
    return can_read(reader, platform::deadline_after(0ns));
  }
  return true;
}

MessagePipe::Received MessagePipe::read(const platform::deadline& until) {
  const auto reader = reader_.use();
  if (!reader) raise_os(std::errc::bad_file_descriptor, "handle is closed");
  const Turn turn(*reading_, until);
  if (!turn) return {};
  Assembly assembly;
  std::array<Cell, largest_batch> cells;
  for (;;) {
    if (assembly.begun()) {
      if (!wait_for_rest(reader.native())) assembly.drop();
    }
    if (!assembly.begun() && !wait_for_beginning(reader.native(), until)) return {std::nullopt, assembly.lost()};
    read_cells(reader.native(), std::span(cells).first(1));
    bool complete = assembly.add(cells[0]);
    const auto more = std::span(cells).subspan(1, std::min<std::size_t>(cells[0].header.batch, largest_batch - 1));
    read_cells(reader.native(), more);
    for (const auto& cell : more) complete = assembly.add(cell);
    if (complete) {
      memory_->taken = assembly.serial();
      if (hooks_.taken) hooks_.taken();
      return {assembly.take(), assembly.lost()};
    }
  }
}

bool MessagePipe::ready() {
  const auto reader = reader_.use();
  if (!reader) raise_os(std::errc::bad_file_descriptor, "handle is closed");
  return can_read(reader.native(), platform::deadline_after(0ns));
}

}  // namespace multiprocessing::detail
