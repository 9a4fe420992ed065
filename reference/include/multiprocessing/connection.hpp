// SPDX-License-Identifier: BSL-1.0
// Pipe and Connection: messages between two ends.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "multiprocessing/handle.hpp"
#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct ConnectionState;
struct ConnectionAccess;
}  // namespace detail

/// One end of a pipe. Copies name the same end, and closing one closes all of them in this process. The bytes on the
/// way are those of CPython's Connection.
///
/// Every member but close and the three that only tell throws OSError if the end is closed, or serves the other
/// direction.
///
/// Threads  One thread of one process at a time sends, and one receives; two at the same end mix their messages.
/// Fork     Usable in a forked child, which shares the end with its parent. The other side sees the end of the stream
///          only when every process has closed its copy: close yours once the child that uses it has started.
class Connection {
 public:
  Connection() noexcept = default;  // a closed one
  /// An end of a stream of bytes that the program has from elsewhere: a socket, or what recv_handle gave.
  ///
  /// Errors   ValueError if there is no handle, or it would be neither readable nor writable. What is no stream is an
  ///          OSError of the first use.
  ///
  /// Promises CONNECTION-HANDLE-BOGUS, PASSING-HANDLE
  /// Source   CPython 3.14 Lib/multiprocessing/connection.py, Connection(handle, readable, writable)
  explicit Connection(Handle handle, bool readable = true, bool writable = true);

  /// Sends a value, waiting for room. A string literal is sent as a std::string.
  ///
  /// Errors   UnpicklableError if the value holds a live object (a Lock, a Queue, a Connection); nothing is sent then.
  ///          OSError with std::errc::broken_pipe if the other end is closed.
  ///
  /// Promises CONNECTION-SEND-OBJECTS, CONNECTION-SEND-USER-TYPES, CONNECTION-ORDER, CONNECTION-SEND-BROKEN
  /// Source   CPython 3.14 docs, library/multiprocessing, Connection.send
  /// Differs  A type that cannot be sent is refused by the compiler.
  template <class T>
  void send(const T& value) {
    send_bytes(detail::dumps(value));
  }
  /// The same, waiting for room no longer than that: without limit for `std::nullopt`, not at all for zero or less.
  ///
  /// \returns  Whether the message was sent. If not, nothing of it was, and another one can be sent.
  ///
  /// Errors   As send; and OSError with std::errc::timed_out if the time was over when only a part had been sent, as
  ///          happens to messages longer than what the stream holds. Nothing can be sent after that: the end is closed,
  ///          or only receives from then on if it could. Other processes that share it must stop sending, too.
  ///
  /// Promises CONNECTION-SEND-TIMEOUT, CONNECTION-SEND-TORN
  /// Differs  Python's send has no limit.
  template <class T>
  [[nodiscard]] bool send(const T& value, Timeout timeout) {
    return send_bytes(detail::dumps(value), timeout);
  }

  /// Receives the next value, waiting for it. T must be what was sent: a message carries no type.
  ///
  /// Errors   EOFError if the other end is closed and everything has been received; OSError if it broke off in the
  ///          middle of a message; UnpicklingError if the message is no T. The message is used up then, and the next
  ///          one is whole.
  ///
  /// Promises CONNECTION-RECV-WAITS, CONNECTION-RECV-TYPE, CONNECTION-RECV-EOF
  template <class T>
  [[nodiscard]] T recv() {
    return detail::loads<T>(recv_bytes());
  }

  /// Sends the bytes from `offset` on, or `size` of them, as one message, of any length, zero too.
  ///
  /// Errors   ValueError if there are fewer bytes than that; nothing is sent then.
  ///
  /// Promises CONNECTION-BYTES-EXACT, CONNECTION-BYTES-EMPTY, CONNECTION-BYTES-BOUNDARIES, CONNECTION-BYTES-LARGE,
  ///          CONNECTION-BYTES-PART
  void send_bytes(std::span<const std::byte> bytes, std::size_t offset = 0,
                  std::optional<std::size_t> size = std::nullopt);
  /// Sends all of them as one message, as send with a timeout.
  ///
  /// Promises CONNECTION-SEND-TIMEOUT, CONNECTION-SEND-TORN
  [[nodiscard]] bool send_bytes(std::span<const std::byte> bytes, Timeout timeout);

  /// Receives one whole message. Memory is taken as bytes arrive, whatever length the message claims.
  ///
  /// \param maxlength  The longest message that is accepted, in bytes.
  ///
  /// Errors   As recv; and OSError if the message is longer than `maxlength`. Nothing can be received after that: the
  ///          end is closed, or only sends from then on if it could.
  ///
  /// Promises CONNECTION-BYTES-MAXLENGTH, CONNECTION-RECV-EOF
  [[nodiscard]] Bytes recv_bytes(std::optional<std::size_t> maxlength = std::nullopt);

  /// Receives one message into `buffer`, from `offset` on, and leaves what lies before and behind it as it is.
  ///
  /// \returns  The length of the message.
  ///
  /// Errors   BufferTooShort, with the whole message, if it does not fit. ValueError if the buffer is shorter than
  ///          `offset`; nothing is received then.
  ///
  /// Promises CONNECTION-INTO-SIZE, CONNECTION-INTO-OFFSET, CONNECTION-INTO-TOO-SHORT
  std::size_t recv_bytes_into(std::span<std::byte> buffer, std::size_t offset = 0);

  /// Whether something can be received: a message, or the end.
  ///
  /// \param timeout  How long to wait for it. `std::nullopt` waits without limit; zero or less looks once.
  ///
  /// Promises CONNECTION-POLL-IDLE, CONNECTION-POLL-TIMEOUT, CONNECTION-POLL-MESSAGE, CONNECTION-POLL-END
  [[nodiscard]] bool poll(Timeout timeout = std::chrono::nanoseconds{0}) const;

  /// Closes this end in this process, and may be called again. A call that is waiting in another thread goes on, and
  /// the end is really closed when it returns.
  ///
  /// Promises CONNECTION-CLOSE-FLAG, CONNECTION-CLOSE-THEN-USE
  void close();
  /// Whether this end has been closed in this process.
  [[nodiscard]] bool closed() const noexcept;
  /// Whether this end receives.
  [[nodiscard]] bool readable() const noexcept;
  /// Whether this end sends.
  [[nodiscard]] bool writable() const noexcept;
  /// The descriptor or handle that the system knows it by.
  ///
  /// Errors   ValueError if it is closed.
  [[nodiscard]] std::intptr_t fileno() const;

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  friend detail::ConnectionAccess;
  explicit Connection(std::shared_ptr<detail::ConnectionState> state) noexcept : state_(std::move(state)) {}
  std::shared_ptr<detail::ConnectionState> state_;
};

/// Two connected ends. With duplex both send and receive; without, the first receives and the second sends.
[[nodiscard]] std::pair<Connection, Connection> Pipe(bool duplex = true);

}  // namespace multiprocessing
