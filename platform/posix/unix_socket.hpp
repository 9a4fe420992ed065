// SPDX-License-Identifier: BSL-1.0
// Sockets of the family AF_UNIX under a path, open to processes of the same user alone.
#pragma once

#include <string>
#include <utility>

#include "platform/channel.hpp"
#include "platform/clock.hpp"

namespace multiprocessing::platform {

/// A socket that listens under a name. The path vanishes with the object, in the process that made it.
class listening_socket {
 public:
  /// Under a path in a folder of its own, which nobody else may enter: not every system asks the permissions of the
  /// socket itself.
  static result<listening_socket> make();
  /// Under a path, or an abstract name, that somebody has chosen.
  static result<listening_socket> make_at(const std::string& name, int waiting);
  listening_socket(listening_socket&& other) noexcept
      : socket_(std::move(other.socket_)), name_(std::move(other.name_)), path_(std::exchange(other.path_, {})) {}
  listening_socket& operator=(listening_socket&&) = delete;
  ~listening_socket() { remove_path(); }

  [[nodiscard]] native_handle native() const noexcept { return socket_.native(); }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The next connection, or an invalid handle if there is none at this moment.
  [[nodiscard]] result<handle> accept_pending() const;
  void remove_path() noexcept;

 private:
  listening_socket(handle socket, std::string name) : socket_(std::move(socket)), name_(std::move(name)) {}
  static result<listening_socket> make_in(const std::string& folder);
  [[nodiscard]] result<> bind() const;
  [[nodiscard]] result<> listen(int waiting) const;

  handle socket_;  // non-blocking
  std::string name_;
  std::string path_;  // absolute, and empty where there is nothing to remove
};

/// A blocking stream to whoever listens under `name`, a path or an abstract name. timed_out if the deadline passed
/// first.
result<handle> connect_to_name(const std::string& name, const deadline& until);

/// A stream in one direction, out of one that goes both ways.
result<pipe_ends> in_one_direction(stream_ends ends);

}  // namespace multiprocessing::platform
