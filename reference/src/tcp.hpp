// SPDX-License-Identifier: BSL-1.0
// Ports of TCP, by Boost.Asio. Nothing here makes a thread, and nothing of Asio outlives a call but a listening socket.
#pragma once

#include <memory>
#include <optional>

#include "multiprocessing/address.hpp"
#include "platform/clock.hpp"
#include "platform/handle.hpp"

namespace multiprocessing::detail {

class TcpListener {
 public:
  /// OSError.
  TcpListener(const InetAddress& address, int backlog);
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  struct Accepted {
    platform::handle stream;  // invalid if the deadline passed first
    InetAddress from;
  };
  [[nodiscard]] Accepted accept(const platform::deadline& until);
  [[nodiscard]] InetAddress address() const;
  [[nodiscard]] platform::native_handle native() const;

 private:
  struct Asio;
  std::unique_ptr<Asio> asio_;
};

/// OSError, with timed_out if the deadline passed first.
[[nodiscard]] platform::handle connect_tcp(const InetAddress& address, const platform::deadline& until);

}  // namespace multiprocessing::detail
