// SPDX-License-Identifier: BSL-1.0
// Turns, numbers and losses: what both transports do alike.
#include "transport.hpp"

#include "message_pipe.hpp"
#include "message_ring.hpp"
#include "platform/process.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 200ms;  // how often a reader that waits for a message looks for messages that were lost
constexpr auto glance = 50ms;     // how often a reader in the middle of a message looks whether its writer lives

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

platform::deadline at_once() { return platform::deadline_after(0ns); }

GuardedHandle::Use usable(GuardedHandle& handle) {
  auto use = handle.use();
  if (!use) raise_os(std::errc::bad_file_descriptor, "handle is closed");
  return use;
}

}  // namespace

TransportParts TransportParts::make(platform::handle reader, platform::handle writer) {
  auto memory = Shared<TransportMemory>::make();
  auto reading = checked(platform::make_lock(memory->reading, platform::lock_releaser::holding_thread));
  auto writing = checked(platform::make_lock(memory->writing, platform::lock_releaser::holding_thread));
  return {std::move(reader), std::move(writer), std::move(memory), std::move(reading), std::move(writing)};
}

TransportParts TransportParts::load(InputArchive& archive, TakeOver& taken) {
  auto reader = take_over_handle(archive);
  auto writer = take_over_handle(archive);
  auto memory = Shared<TransportMemory>::load(archive, taken);
  auto reading = checked(platform::attach_lock(load_lock_transfer(archive), memory->reading));
  auto writing = checked(platform::attach_lock(load_lock_transfer(archive), memory->writing));
  return {std::move(reader), std::move(writer), std::move(memory), std::move(reading), std::move(writing)};
}

Transport::Transport(TransportParts parts)
    : reader_(std::move(parts.reader)),
      writer_(std::move(parts.writer)),
      memory_(std::move(parts.memory)),
      reading_(std::move(parts.reading)),
      writing_(std::move(parts.writing)),
      events_(std::make_shared<TransportEvents>()) {}

std::shared_ptr<Transport> Transport::make(const QueueOptions& options) {
  switch (options.transport) {
    case QueueTransport::pipe:
      return MessagePipe::make();
    case QueueTransport::ring:
      return MessageRing::make(options.ring_bytes);
    case QueueTransport::automatic:
      break;
  }
  return MessageRing::wakes_at_once() ? std::shared_ptr<Transport>(MessageRing::make(options.ring_bytes))
                                      : MessagePipe::make();
}

std::shared_ptr<Transport> Transport::load(InputArchive& archive, TakeOver& taken) {
  std::uint8_t kind = 0;
  archive(kind);
  auto parts = TransportParts::load(archive, taken);
  if (kind == static_cast<std::uint8_t>(QueueTransport::ring)) {
    return MessageRing::load(std::move(parts), archive, taken);
  }
  return std::make_shared<MessagePipe>(std::move(parts));
}

void Transport::save(OutputArchive& archive, HandOff& hand_off) {
  const auto reader = reader_.use();
  const auto writer = writer_.use();
  if (!reader || !writer) throw ValueError("the queue is closed and cannot be passed to a process");
  archive(static_cast<std::uint8_t>(kind()));
  archive(hand_off_handle(hand_off, reader.native()), hand_off_handle(hand_off, writer.native()));
  memory_.save(archive, hand_off);
  save_lock_transfer(archive, hand_off, reading_->transfer());
  save_lock_transfer(archive, hand_off, writing_->transfer());
  save_rest(archive, hand_off);
}

void Transport::after_fork_in_child() noexcept {
  reader_.forget_uses();
  writer_.forget_uses();
}

void Transport::write(std::span<const std::byte> message) {
  const auto writer = usable(writer_);
  const Turn turn(*writing_, std::nullopt);
  if (const auto serial = events_->begin(memory_->begun)) send(writer.native(), *serial, message);
}

bool Transport::try_write(std::span<const std::byte> message) {
  const auto writer = usable(writer_);
  if (!has_room_for(message.size())) return false;
  const Turn turn(*writing_, at_once());
  if (!turn || !has_room_for(message.size())) return false;
  if (const auto serial = events_->begin(memory_->begun)) send(writer.native(), *serial, message);
  return true;
}

/// With the turn of the readers: what has begun and is not there is lost.
void Transport::note_if_drained(platform::native_handle reader) {
  if (on_their_way() == 0) return;
  const Turn turn(*writing_, at_once());
  if (!turn || wait_for_piece(reader, at_once())) return;
  memory_->taken = memory_->begun.load();
  events_->room();
}

void Transport::look_if_drained() {
  const auto reader = reader_.use();
  if (!reader) return;
  const Turn turn(*reading_, at_once());
  if (turn) note_if_drained(reader.native());
}

/// False if the deadline passed, or nothing is to be waited for.
bool Transport::wait_for_beginning(platform::native_handle reader, const platform::deadline& until,
                                   TransportEvents* events) {
  for (;;) {
    if (events != nullptr && events->ended()) return false;
    if (wait_for_piece(reader, platform::slice_of(until, patience))) return true;
    note_if_drained(reader);
    if (platform::passed(until)) return false;
  }
}

/// False if the rest will never come, because the writer of the message has died.
bool Transport::wait_for_rest(platform::native_handle reader) {
  while (!wait_for_piece(reader, platform::slice_of(std::nullopt, glance))) {
    const auto owner = writing_->owner();
    if (owner != 0 && platform::process_alive(owner)) continue;
    // Nobody writes now, so what has not come until here never will.
    return wait_for_piece(reader, at_once());
  }
  return true;
}

/// With the turn of the readers. Without events, what is read counts for nobody.
Transport::Received Transport::take(platform::native_handle reader, const platform::deadline& until,
                                    TransportEvents* events) {
  MessageAssembly assembly;
  Claim claim(events);
  for (;;) {
    if (assembly.begun() && !wait_for_rest(reader)) assembly.drop();
    if (!assembly.begun()) {
      claim.end(false);
      if (!wait_for_beginning(reader, until, events)) return {std::nullopt, assembly.lost()};
    }
    if (receive(reader, assembly, claim)) break;
  }
  claim.end(true);
  memory_->taken = assembly.serial();
  events_->room();
  return {assembly.take(), assembly.lost()};
}

Transport::Received Transport::read(const platform::deadline& until) {
  const auto reader = usable(reader_);
  const Turn turn(*reading_, until);
  if (!turn) return {};
  return take(reader.native(), until, events_.get());
}

void Transport::drop_all() {
  const auto reader = usable(reader_);
  const Turn turn(*reading_, std::nullopt);
  for (bool last = false;; last = static_cast<bool>(Turn(*writing_, platform::slice_of(std::nullopt, glance)))) {
    while (take(reader.native(), at_once(), nullptr).message) {
    }
    // Whoever gets the turn of the writers after this one sees that there is nothing to be sent.
    if (last) return;
  }
}

bool Transport::ready() { return wait_for_piece(usable(reader_).native(), at_once()); }

}  // namespace multiprocessing::detail
