// SPDX-License-Identifier: BSL-1.0
// A transport over a ring in shared memory.
#include "message_ring.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "platform/channel.hpp"
#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t least_bytes = 4096;
constexpr std::size_t most_bytes = std::size_t{1} << 30;
constexpr auto glance = 100ms;  // how often a writer that waits for room looks whether there is a reader left
constexpr std::uint32_t piece_magic = 0xC35A'96E7U;

struct PieceHeader {
  std::uint32_t magic;
  std::uint32_t serial;  // of the message
  std::uint32_t size;    // of the piece, without this header
  std::uint32_t first;   // 1 in the first piece of a message
  std::uint64_t total;   // the size of the message
};
static_assert(sizeof(PieceHeader) == 24);

}  // namespace

MessageRing::MessageRing(TransportParts parts, Shared<MessageRingMemory> memory, SharedBlock data,
                         std::uint32_t capacity, Doorbell written, Doorbell read)
    : Transport(std::move(parts)),
      ring_memory_(std::move(memory)),
      data_(std::move(data)),
      capacity_(capacity),
      written_(std::move(written)),
      read_(std::move(read)) {
  follow_forks();
}

std::shared_ptr<MessageRing> MessageRing::make(std::size_t bytes) {
  if (bytes > most_bytes) throw ValueError("the ring of the queue is too large");
  const auto capacity = static_cast<std::uint32_t>(std::bit_ceil(std::max(bytes, least_bytes)));
  auto pipe = checked(platform::make_pipe());
  auto memory = Shared<MessageRingMemory>::make();
  auto written = Doorbell::make(memory->written);
  auto read = Doorbell::make(memory->read);
  auto data = SharedBlock::make(capacity);
  return std::shared_ptr<MessageRing>(
      new MessageRing(TransportParts::make(std::move(pipe.writer), std::move(pipe.reader)), std::move(memory),
                      std::move(data), capacity, std::move(written), std::move(read)));
}

std::shared_ptr<MessageRing> MessageRing::load(TransportParts parts, InputArchive& archive, TakeOver& taken) {
  std::uint32_t capacity = 0;
  archive(capacity);
  auto memory = Shared<MessageRingMemory>::load(archive, taken);
  auto data = SharedBlock::load(archive, taken);
  auto written = Doorbell::load(archive, memory->written);
  auto read = Doorbell::load(archive, memory->read);
  return std::shared_ptr<MessageRing>(new MessageRing(std::move(parts), std::move(memory), std::move(data), capacity,
                                                      std::move(written), std::move(read)));
}

void MessageRing::save_rest(OutputArchive& archive, HandOff& hand_off) {
  archive(capacity_);
  ring_memory_.save(archive, hand_off);
  data_.save(archive, hand_off);
  written_.save(archive, hand_off);
  read_.save(archive, hand_off);
}

bool MessageRing::wakes_at_once() {
  const auto memory = Shared<DoorbellMemory>::make();
  return Doorbell::make(*memory).wakes_at_once();
}

std::pair<std::span<const std::byte>, std::span<const std::byte>> MessageRing::at(std::uint32_t position,
                                                                                  std::size_t size) const noexcept {
  const auto* const data = static_cast<const std::byte*>(data_.data());
  const std::size_t begin = position & (capacity_ - 1);
  const std::size_t before_end = std::min<std::size_t>(size, capacity_ - begin);
  return {{data + begin, before_end}, {data, size - before_end}};
}

void MessageRing::copy_in(std::uint32_t position, std::span<const std::byte> bytes) noexcept {
  auto* const data = static_cast<std::byte*>(data_.data());
  const std::size_t begin = position & (capacity_ - 1);
  const std::size_t before_end = std::min<std::size_t>(bytes.size(), capacity_ - begin);
  std::copy_n(bytes.begin(), before_end, data + begin);
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(before_end), bytes.end(), data);
}

bool MessageRing::has_room_for(std::size_t size) const {
  const std::size_t room_now = room();
  return room_now >= sizeof(PieceHeader) && room_now - sizeof(PieceHeader) >= size;
}

void MessageRing::wait_for_room(platform::native_handle writer, std::uint32_t size) {
  for (;;) {
    const auto seen = read_.word();
    if (room() >= size) return;
    read_.wait(seen, platform::slice_of(std::nullopt, glance));
    if (read_.word() != seen) continue;
    const platform::native_handle readers[] = {writer};
    if (!checked(platform::wait_any(readers, platform::deadline_after(0ns))).empty()) {
      raise_os(std::errc::broken_pipe, "no process can read from the queue any more");
    }
  }
}

void MessageRing::send(platform::native_handle writer, std::uint32_t serial, std::span<const std::byte> message) {
  // A message that is larger than the ring is read while it is written.
  const std::size_t whole = capacity_ - sizeof(PieceHeader);
  const std::size_t most = message.size() <= whole ? whole : capacity_ / 4 - sizeof(PieceHeader);
  PieceHeader header{piece_magic, serial, 0, 1, message.size()};
  do {
    const auto part = message.first(std::min(message.size(), most));
    header.size = static_cast<std::uint32_t>(part.size());
    const auto size = static_cast<std::uint32_t>(sizeof header + part.size());
    wait_for_room(writer, size);
    const auto position = written_.word();
    copy_in(position, std::as_bytes(std::span(&header, 1)));
    copy_in(position + static_cast<std::uint32_t>(sizeof header), part);
    written_.set(position + size);
    count_piece();
    header.first = 0;
    message = message.subspan(part.size());
  } while (!message.empty());
}

bool MessageRing::wait_for_piece(platform::native_handle, const platform::deadline& until) {
  // Only the reader in turn changes the other word, so what is there stays there.
  const auto read = read_.word();
  if (written_.word() != read) return true;
  if (platform::passed(until)) return false;
  written_.wait(read, until);
  return written_.word() != read_.word();
}

bool MessageRing::receive(platform::native_handle, MessageAssembly& assembly, Claim& claim) {
  const auto position = read_.word();
  const std::size_t there = written_.word() - position;
  PieceHeader header{};
  if (there >= sizeof header) {
    const auto [front, back] = at(position, sizeof header);
    std::memcpy(&header, front.data(), front.size());
    std::memcpy(reinterpret_cast<std::byte*>(&header) + front.size(), back.data(), back.size());
  }
  if (header.magic != piece_magic || there > capacity_ || header.size > there - sizeof header) {
    raise_os(std::errc::io_error, "the ring of a queue holds something that no queue has written");
  }
  if (header.first != 0) assembly.begin(header.serial, header.total);
  const auto [front, back] = at(position + static_cast<std::uint32_t>(sizeof header), header.size);
  bool complete = assembly.add(header.serial, front);
  if (!back.empty()) complete = assembly.add(header.serial, back);
  claim.begin();
  const auto next = position + static_cast<std::uint32_t>(sizeof header) + header.size;
  // A writer that sleeps finds room for more than one piece when it wakes, or its reader would wait for it again.
  read_.set(next, written_.word() - next <= capacity_ / 2);
  return complete;
}

}  // namespace multiprocessing::detail
