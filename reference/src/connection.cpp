// SPDX-License-Identifier: BSL-1.0
// Connections: messages over a byte stream, framed as CPython frames them (Lib/multiprocessing/connection.py, 3.14:
// four bytes of length, most significant first; -1 and eight bytes for more than 0x7fffffff).
#include "multiprocessing/connection.hpp"

#include <algorithm>
#include <array>

#include "fork_aware.hpp"
#include "guarded_handle.hpp"
#include "hand_off.hpp"
#include "platform/channel.hpp"
#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {
namespace {

constexpr std::uint64_t longest_short_message = 0x7fff'ffff;
constexpr std::size_t joined_bytes = 16 * 1024;    // up to here header and message go in one write
constexpr std::size_t growth_bytes = 1024 * 1024;  // a length is believed only as far as bytes have arrived

void put_big_endian(std::uint64_t value, std::span<std::byte> into) {
  for (auto place = into.rbegin(); place != into.rend(); ++place, value >>= 8) *place = static_cast<std::byte>(value);
}

std::uint64_t get_big_endian(std::span<const std::byte> from) {
  std::uint64_t value = 0;
  for (const auto byte : from) value = value << 8 | std::to_integer<std::uint64_t>(byte);
  return value;
}

void write_all(platform::native_handle to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) bytes = bytes.subspan(checked(platform::write_some(to, bytes)));
}

/// Fills `into`. False if the stream ended before its first byte; OSError if it ended in between.
bool read_all(platform::native_handle from, std::span<std::byte> into, bool at_start) {
  bool nothing_yet = at_start;
  while (!into.empty()) {
    const auto count = checked(platform::read_some(from, into));
    if (count == 0) {
      if (nothing_yet) return false;
      raise_os(std::errc::io_error, "the other end was closed in the middle of a message");
    }
    nothing_yet = false;
    into = into.subspan(count);
  }
  return true;
}

}  // namespace

struct ConnectionState final : ForkAware {
  ConnectionState(platform::handle owned, bool reads, bool writes)
      : handle(std::move(owned)), readable(reads), writable(writes) {
    follow_forks();
  }
  ~ConnectionState() override { ignore_forks(); }
  void after_fork_in_child() noexcept override { handle.forget_uses(); }

  GuardedHandle::Use open() {
    auto use = handle.use();
    if (!use) raise_os(std::errc::bad_file_descriptor, "handle is closed");
    return use;
  }
  GuardedHandle::Use open_for_reading() {
    auto use = open();
    if (!readable) raise_os(std::errc::bad_file_descriptor, "connection is write-only");
    return use;
  }
  GuardedHandle::Use open_for_writing() {
    auto use = open();
    if (!writable) raise_os(std::errc::bad_file_descriptor, "connection is read-only");
    return use;
  }

  /// After a message of a length that was not accepted: what follows in the stream has no meaning.
  void stop_reading() {
    readable = false;
    if (!writable) handle.close();
  }

  void save(OutputArchive& archive, HandOff& hand_off) {
    const auto use = open();
    archive(hand_off_handle(hand_off, use.native()), readable.load(), writable.load());
  }
  static std::shared_ptr<ConnectionState> load(InputArchive& archive, TakeOver&) {
    auto owned = take_over_handle(archive);
    bool reads = false;
    bool writes = false;
    archive(reads, writes);
    return std::make_shared<ConnectionState>(std::move(owned), reads, writes);
  }

  GuardedHandle handle;
  std::atomic<bool> readable;
  std::atomic<bool> writable;
};

namespace {

ConnectionState& open_state(const std::shared_ptr<ConnectionState>& state) {
  if (!state) raise_os(std::errc::bad_file_descriptor, "handle is closed");
  return *state;
}

}  // namespace
}  // namespace detail

using detail::open_state;

void Connection::send_bytes(std::span<const std::byte> bytes) {
  const auto use = open_state(state_).open_for_writing();
  std::array<std::byte, 12> header{};
  std::size_t header_bytes = 4;
  if (bytes.size() <= detail::longest_short_message) {
    detail::put_big_endian(bytes.size(), std::span(header).first(4));
  } else {
    header_bytes = 12;
    detail::put_big_endian(0xffff'ffffU, std::span(header).first(4));
    detail::put_big_endian(bytes.size(), std::span(header).subspan(4));
  }
  if (bytes.size() > detail::joined_bytes) {
    detail::write_all(use.native(), std::span(header).first(header_bytes));
    detail::write_all(use.native(), bytes);
    return;
  }
  std::array<std::byte, detail::joined_bytes + 4> joined;
  std::copy_n(header.begin(), 4, joined.begin());
  std::copy(bytes.begin(), bytes.end(), joined.begin() + 4);
  detail::write_all(use.native(), std::span(joined).first(4 + bytes.size()));
}

Bytes Connection::recv_bytes(std::optional<std::size_t> maxlength) {
  auto& state = open_state(state_);
  const auto use = state.open_for_reading();
  std::array<std::byte, 8> header{};
  if (!detail::read_all(use.native(), std::span(header).first(4), true)) throw EOFError();
  auto length = detail::get_big_endian(std::span(header).first(4));
  if (length == 0xffff'ffffU) {
    detail::read_all(use.native(), header, false);
    length = detail::get_big_endian(header);
  } else if (length > detail::longest_short_message) {
    state.stop_reading();
    detail::raise_os(std::errc::bad_message, "bad message length");
  }
  if (length > maxlength.value_or(Bytes().max_size())) {
    state.stop_reading();
    detail::raise_os(std::errc::bad_message, "bad message length");
  }
  Bytes message;
  while (message.size() < length) {
    const auto have = message.size();
    const auto more = std::min<std::uint64_t>(length - have, std::max(have, detail::growth_bytes));
    message.resize(have + more);
    detail::read_all(use.native(), std::span(message).subspan(have), false);
  }
  return message;
}

std::size_t Connection::recv_bytes_into(std::span<std::byte> buffer) {
  auto message = recv_bytes();
  if (message.size() > buffer.size()) throw BufferTooShort(std::move(message));
  std::copy(message.begin(), message.end(), buffer.begin());
  return message.size();
}

bool Connection::poll(Timeout timeout) const {
  const auto use = open_state(state_).open_for_reading();
  const platform::native_handle handles[] = {use.native()};
  return !detail::checked(platform::wait_any(handles, platform::deadline_after(timeout))).empty();
}

void Connection::close() {
  if (state_) state_->handle.close();
}

bool Connection::closed() const noexcept { return !state_ || state_->handle.closed(); }
bool Connection::readable() const noexcept { return state_ && state_->readable; }
bool Connection::writable() const noexcept { return state_ && state_->writable; }
std::intptr_t Connection::fileno() const { return open_state(state_).open().native(); }

void Connection::save(detail::OutputArchive& archive) const {
  (void)archive.hand_off("a Connection");
  (void)open_state(state_);
  detail::save_object(archive, "a Connection", state_);
}

void Connection::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::ConnectionState>(archive, "a Connection");
}

std::pair<Connection, Connection> Pipe(bool duplex) {
  using detail::ConnectionState;
  if (duplex) {
    auto ends = detail::checked(platform::make_stream_pair());
    return {Connection(std::make_shared<ConnectionState>(std::move(ends.first), true, true)),
            Connection(std::make_shared<ConnectionState>(std::move(ends.second), true, true))};
  }
  auto ends = detail::checked(platform::make_pipe());
  return {Connection(std::make_shared<ConnectionState>(std::move(ends.reader), true, false)),
          Connection(std::make_shared<ConnectionState>(std::move(ends.writer), false, true))};
}

}  // namespace multiprocessing
