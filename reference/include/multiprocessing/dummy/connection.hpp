// SPDX-License-Identifier: BSL-1.0
// Pipe and Connection among threads.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "multiprocessing/dummy/monitor.hpp"
#include "multiprocessing/serialization.hpp"

namespace multiprocessing::dummy {

namespace detail {
struct PipeEnd;
}

/// multiprocessing::Connection, among the threads of this process. Each copy keeps its end open for itself until it is
/// closed or gone, as the copies of several processes do: the other side comes to the end of the stream when the last
/// one has been closed.
///
/// Errors   As multiprocessing::Connection.
/// Threads  One copy is for one thread at a time; messages are never mixed, whoever sends.
///
/// Promises DUMMY-CONNECTION, DUMMY-CONNECTION-EOF
/// Differs  send never waits for room. There is no fileno, and nothing for wait().
class Connection {
 public:
  ///@{
  /// A closed one; one more that keeps its end open; the same one; and one less.
  Connection() noexcept = default;
  Connection(const Connection& other);
  Connection(Connection&& other) noexcept = default;
  Connection& operator=(Connection other) noexcept;
  ~Connection();
  ///@}

  ///@{
  /// As those of multiprocessing::Connection.
  template <class T>
  void send(const T& value) {
    send_bytes(multiprocessing::detail::dumps(value));
  }
  template <class T>
  [[nodiscard]] bool send(const T& value, Timeout timeout) {
    return send_bytes(multiprocessing::detail::dumps(value), timeout);
  }
  template <class T>
  [[nodiscard]] T recv() {
    return multiprocessing::detail::loads<T>(recv_bytes());
  }
  void send_bytes(std::span<const std::byte> bytes);
  [[nodiscard]] bool send_bytes(std::span<const std::byte> bytes, Timeout) {
    send_bytes(bytes);
    return true;
  }
  [[nodiscard]] Bytes recv_bytes(std::optional<std::size_t> maxlength = std::nullopt);
  std::size_t recv_bytes_into(std::span<std::byte> buffer);
  [[nodiscard]] bool poll(Timeout timeout = std::chrono::nanoseconds{0}) const;

  void close();
  [[nodiscard]] bool closed() const noexcept { return !end_; }
  [[nodiscard]] bool readable() const noexcept;
  [[nodiscard]] bool writable() const noexcept;
  ///@}

 private:
  friend std::pair<Connection, Connection> Pipe(bool duplex);
  explicit Connection(std::shared_ptr<detail::PipeEnd> end) noexcept;

  std::shared_ptr<detail::PipeEnd> end_;
};

/// Two connected ends. With duplex both send and receive; without, the first receives and the second sends.
[[nodiscard]] std::pair<Connection, Connection> Pipe(bool duplex = true);

}  // namespace multiprocessing::dummy
