// SPDX-License-Identifier: BSL-1.0
// Streams between processes that know a name: one listens, others connect.
#pragma once

#include <memory>
#include <string>

#include "platform/clock.hpp"
#include "platform/handle.hpp"

namespace multiprocessing::platform {

/// Open to processes of the same user alone. The name vanishes with the listener.
class stream_listener {
 public:
  virtual ~stream_listener() = default;
  /// The next stream, or an invalid handle if the deadline passed first.
  virtual result<handle> accept(const deadline& until) = 0;
  /// What others give to connect_stream: the path of a socket (AF_UNIX), or of a named pipe (\\.\pipe\...).
  [[nodiscard]] virtual std::string name() const = 0;
  /// For wait_any: ready when somebody has connected.
  [[nodiscard]] virtual native_handle native() const = 0;
};

enum class stream_names { none, paths, pipes };
/// What names streams have here: paths of files, or those of named pipes.
[[nodiscard]] stream_names kind_of_stream_names() noexcept;

/// Listens under a name that nobody can guess, of the length that every system takes (sun_path: 92 bytes at least).
result<std::unique_ptr<stream_listener>> listen_stream();
/// Listens under a name that the caller has chosen. address_in_use if somebody has it, filename_too_long for a path
/// that the system cannot take. The file of a path has the permissions of its user alone, and vanishes with the
/// listener. A name whose first byte is zero is one of Linux's abstract names, which nobody can guard: any user may
/// connect.
///
/// \param waiting  How many connections may wait to be accepted; a hint.
result<std::unique_ptr<stream_listener>> listen_stream(const std::string& name, int waiting);
/// A stream to whoever listens there; waits while the listener is busy. connection_refused or no_such_file_or_directory
/// if nobody does, timed_out if the deadline passed first.
result<handle> connect_stream(const std::string& name, const deadline& until);

}  // namespace multiprocessing::platform
