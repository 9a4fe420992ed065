// SPDX-License-Identifier: BSL-1.0
// Sockets of the family AF_UNIX under a path, open to processes of the same user alone.
#pragma once

#include <string>
#include <utility>

#include "platform/channel.hpp"
#include "platform/clock.hpp"

namespace multiprocessing::platform {

/// A socket that listens under a path in a folder of its own, which nobody else may enter: not every system asks the
/// permissions of the socket itself. The path vanishes with the object, in the process that made it.
class listening_socket {
 public:
  static result<listening_socket> make();
  listening_socket(listening_socket&& other) noexcept
      : socket_(std::move(other.socket_)), path_(std::exchange(other.path_, {})) {}
  listening_socket& operator=(listening_socket&&) = delete;
  ~listening_socket() { remove_path(); }

  [[nodiscard]] native_handle native() const noexcept { return socket_.native(); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// The next connection, or an invalid handle if there is none at this moment.
  [[nodiscard]] result<handle> accept_pending() const;
  void remove_path() noexcept;

 private:
  listening_socket(handle socket, std::string path) : socket_(std::move(socket)), path_(std::move(path)) {}
  static result<listening_socket> make_in(const std::string& folder);

  handle socket_;  // non-blocking
  std::string path_;
};

/// A blocking stream to whoever listens under `path`. timed_out if the deadline passed first.
result<handle> connect_to_path(const std::string& path, const deadline& until);

/// A stream in one direction, out of one that goes both ways.
result<pipe_ends> in_one_direction(stream_ends ends);

}  // namespace multiprocessing::platform
