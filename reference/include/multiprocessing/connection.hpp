// SPDX-License-Identifier: BSL-1.0
// Pipe and Connection: messages between two ends.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct ConnectionState;
}

class Connection {
 public:
  Connection() noexcept = default;  // a closed one

  template <class T>
  void send(const T& value) {
    send_bytes(detail::dumps(value));
  }
  template <class T>
  [[nodiscard]] T recv() {
    return detail::loads<T>(recv_bytes());
  }
  void send_bytes(std::span<const std::byte> bytes);
  [[nodiscard]] Bytes recv_bytes(std::optional<std::size_t> maxlength = std::nullopt);
  std::size_t recv_bytes_into(std::span<std::byte> buffer);
  [[nodiscard]] bool poll(Timeout timeout = std::chrono::nanoseconds{0}) const;
  void close();
  [[nodiscard]] bool closed() const noexcept;
  [[nodiscard]] bool readable() const noexcept;
  [[nodiscard]] bool writable() const noexcept;
  [[nodiscard]] std::intptr_t fileno() const;

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  friend std::pair<Connection, Connection> Pipe(bool duplex);
  explicit Connection(std::shared_ptr<detail::ConnectionState> state) noexcept : state_(std::move(state)) {}
  std::shared_ptr<detail::ConnectionState> state_;
};

/// Two connected ends. With duplex both send and receive; without, the first receives and the second sends.
[[nodiscard]] std::pair<Connection, Connection> Pipe(bool duplex = true);

}  // namespace multiprocessing
