// SPDX-License-Identifier: BSL-1.0
// Messages through a handle.
#include "connection_state.hpp"

#include <algorithm>
#include <array>
#include <new>

#include "frame.hpp"
#include "platform/channel.hpp"
#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

constexpr std::size_t joined_bytes = 16 * 1024;  // of a message that go in one write with its header

class HandleSource final : public ByteSource {
 public:
  HandleSource(platform::native_handle from, const platform::deadline& until) : from_(from), until_(until) {}

  std::size_t read(std::span<std::byte> into) override {
    // Where there is no limit, the read does the waiting.
    if (until_ && checked(platform::wait_any({&from_, 1}, until_)).empty())
      raise_os(std::errc::timed_out, "no message came in time");
    return checked(platform::read_some(from_, into));
  }

 private:
  platform::native_handle from_;
  platform::deadline until_;
};

/// Whether all of it went before the deadline. What did not is left in `bytes`.
bool write_all(platform::native_handle to, std::span<const std::byte>& bytes, const platform::deadline& until) {
  while (!bytes.empty()) {
    const auto count = checked(platform::write_some(to, bytes, until));
    if (count == 0 && platform::passed(until)) return false;
    bytes = bytes.subspan(count);
  }
  return true;
}

}  // namespace

ConnectionState::ConnectionState(platform::handle owned, bool reads, bool writes)
    : handle(std::move(owned)), readable(reads), writable(writes) {
  follow_forks();
}

GuardedHandle::Use ConnectionState::open() {
  auto use = handle.use();
  if (!use) raise_os(std::errc::bad_file_descriptor, "handle is closed");
  return use;
}

GuardedHandle::Use ConnectionState::open_for_reading() {
  auto use = open();
  if (!readable) raise_os(std::errc::bad_file_descriptor, "connection is write-only");
  return use;
}

GuardedHandle::Use ConnectionState::open_for_writing() {
  auto use = open();
  if (!writable) raise_os(std::errc::bad_file_descriptor, "connection is read-only");
  return use;
}

/// Stops reading for good where a message was left in the middle: what follows in the stream has no meaning.
template <class Action>
auto ConnectionState::keeping_step(Action action) {
  const auto lost = [this] {
    readable = false;
    if (!writable) handle.close();
  };
  try {
    return action();
  } catch (const BadFrameLength&) {
    lost();
    throw;
  } catch (const std::bad_alloc&) {
    lost();
    throw;
  }
}

Bytes ConnectionState::receive(std::uint64_t longest, const platform::deadline& until) {
  const auto use = open_for_reading();
  HandleSource source(use.native(), until);
  return keeping_step([&] { return read_frame_body(source, read_frame_length(source, longest)); });
}

std::size_t ConnectionState::receive_into(std::span<std::byte> buffer) {
  const auto use = open_for_reading();
  HandleSource source(use.native(), std::nullopt);
  return keeping_step([&] {
    const auto length = read_frame_length(source, Bytes().max_size());
    if (length > buffer.size()) throw BufferTooShort(read_frame_body(source, length));
    read_frame_body(source, buffer.first(static_cast<std::size_t>(length)));
    return static_cast<std::size_t>(length);
  });
}

bool ConnectionState::send(std::span<const std::byte> message, const platform::deadline& until) {
  const auto use = open_for_writing();
  const FrameHeader header(message.size());
  const auto beginning = message.first(std::min(message.size(), joined_bytes));
  std::array<std::byte, header.longest + joined_bytes> joined;
  const auto end = std::ranges::copy(beginning, std::ranges::copy(header.bytes(), joined.begin()).out).out;

  std::span<const std::byte> first(joined.begin(), end);
  const auto first_size = first.size();
  std::span<const std::byte> rest = message.subspan(beginning.size());
  if (write_all(use.native(), first, until) && write_all(use.native(), rest, until)) return true;
  if (first.size() == first_size) return false;
  // The other side waits for the rest of the message, and would take another one for it.
  writable = false;
  if (!readable) handle.close();
  raise_os(std::errc::timed_out, "only a part of the message was sent in time");
}

void ConnectionState::save(OutputArchive& archive, HandOff& hand_off) {
  const auto use = open();
  archive(hand_off_handle(hand_off, use.native()), readable.load(), writable.load());
}

std::shared_ptr<ConnectionState> ConnectionState::load(InputArchive& archive, TakeOver&) {
  auto owned = take_over_handle(archive);
  bool reads = false;
  bool writes = false;
  archive(reads, writes);
  return std::make_shared<ConnectionState>(std::move(owned), reads, writes);
}

ConnectionState& ConnectionAccess::state(const Connection& connection) {
  if (!connection.state_) raise_os(std::errc::bad_file_descriptor, "handle is closed");
  return *connection.state_;
}

}  // namespace multiprocessing::detail
