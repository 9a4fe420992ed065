// SPDX-License-Identifier: BSL-1.0
// Sockets of the family AF_UNIX under a path, open to processes of the same user alone.
#include "posix/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

#include "common/fault.hpp"
#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"
#include "posix/named_objects.hpp"
#include "posix/temporary_file.hpp"
#include "posix/wait_ready.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_path = 91;  // with its zero byte what every system takes (POSIX, sys/un.h, rationale)
constexpr int waiting_connections = 128;

#ifdef SOCK_CLOEXEC
constexpr int close_on_exec_from_the_start = SOCK_CLOEXEC;
int accept_one(int socket) { return ::accept4(socket, nullptr, nullptr, SOCK_CLOEXEC); }
#else
constexpr int close_on_exec_from_the_start = 0;
int accept_one(int socket) { return ::accept(socket, nullptr, nullptr); }
#endif

result<> set_blocking(native_handle native, bool blocks) {
  if (auto fault = fault_at("fcntl")) return *fault;
  const int flags = ::fcntl(descriptor(native), F_GETFL);
  const int wanted = blocks ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
  if (flags < 0 || ::fcntl(descriptor(native), F_SETFL, wanted) != 0) return native_error("fcntl", errno);
  return {};
}

result<handle> make_socket() {
  if (auto fault = fault_at("socket")) return *fault;
  const creation_guard no_child_in_between;
  handle made = above_standard(::socket(AF_UNIX, SOCK_STREAM | close_on_exec_from_the_start, 0));
  if (!made) return native_error("socket", errno);
  if (auto set = set_close_on_exec(made.native()); !set) return set.error();
  if (auto set = set_blocking(made.native(), false); !set) return set.error();
  return made;
}

bool is_abstract(const std::string& name) { return name.front() == '\0'; }

struct socket_address {
  sockaddr_un bytes{};
  socklen_t size = sizeof(sockaddr_un);
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};

result<socket_address> address_of(std::string_view call, const std::string& name) {
  if (name.empty() || name.find('\0', 1) != std::string::npos) return native_error(call, ENOENT, "not a path");
  // The zero byte at the end is not part of an abstract name, which has all of its bytes.
  if (name.size() + (is_abstract(name) ? 0 : 1) > sizeof(sockaddr_un::sun_path))
    return native_error(call, ENAMETOOLONG, name);
  socket_address address;
  address.bytes.sun_family = AF_UNIX;
  std::memcpy(address.bytes.sun_path, name.data(), name.size());
  if (is_abstract(name)) address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  return address;
}

std::string shown(const std::string& name) { return is_abstract(name) ? "@" + name.substr(1) : name; }

/// What connect said last, when it must be asked for.
result<> finish_connecting(native_handle socket, const deadline& until) {
  const auto ready = wait_ready(socket, POLLOUT, until);
  if (!ready) return ready.error();
  if (!*ready) return native_error("connect", ETIMEDOUT);
  int code = 0;
  socklen_t size = sizeof code;
  if (::getsockopt(descriptor(socket), SOL_SOCKET, SO_ERROR, &code, &size) != 0)
    return native_error("getsockopt", errno);
  if (code != 0) return native_error("connect", code);
  return {};
}

/// Whether a failure may be a matter of the folder that the path is in.
bool is_of_folder(const std::error_code& code) {
  using std::errc;
  for (const auto known : {errc::filename_too_long, errc::read_only_file_system, errc::permission_denied,
                           errc::operation_not_permitted, errc::no_such_file_or_directory, errc::not_a_directory,
                           errc::no_space_on_device, errc::operation_not_supported, errc::invalid_argument}) {
    if (code == known) return true;
  }
  return false;
}

}  // namespace

result<listening_socket> listening_socket::make_in(const std::string& folder) {
  auto socket = make_socket();
  if (!socket) return socket.error();
  const auto random = random_name();
  if (!random) return random.error();
  const std::string own_folder = folder + "/" + *random;
  new_name path(name_kind::socket, own_folder + "/s");
  if (auto fault = fault_at("mkdir")) return *fault;
  if (::mkdir(own_folder.c_str(), 0700) != 0) return native_error("mkdir", errno, own_folder);
  path.made();
  listening_socket made(*std::move(socket), path.text());
  made.path_ = made.name_;
  if (made.path_.size() > longest_path) return native_error("bind", ENAMETOOLONG, made.path_);
  if (auto bound = made.bind(); !bound) return bound.error();
  if (auto listening = made.listen(waiting_connections); !listening) return listening.error();
  return made;
}

result<listening_socket> listening_socket::make_at(const std::string& name, int waiting) {
  auto socket = make_socket();
  if (!socket) return socket.error();
  listening_socket made(*std::move(socket), name);
  std::optional<new_name> path;
  if (!is_abstract(name)) {
    std::error_code failure;  // this process may change its folder
    path.emplace(name_kind::file, std::filesystem::absolute(name, failure).string(), name_stay::if_made);
  }
  if (auto bound = made.bind(); !bound) return bound.error();
  if (path) {
    path->made();
    made.path_ = path->text();
  }
  if (auto listening = made.listen(waiting); !listening) return listening.error();
  return made;
}

result<> listening_socket::bind() const {
  const auto address = address_of("bind", name_);
  if (!address) return address.error();
  if (auto fault = fault_at("bind")) return *fault;
  if (::bind(descriptor(native()), address->get(), address->size) != 0)
    return native_error("bind", errno, shown(name_));
  return {};
}

// Nobody can connect before listen, so the permissions are there in time.
result<> listening_socket::listen(int waiting) const {
  if (auto fault = fault_at("chmod")) return *fault;
  if (!path_.empty() && ::chmod(path_.c_str(), 0600) != 0) return native_error("chmod", errno, path_);
  if (auto fault = fault_at("listen")) return *fault;
  if (::listen(descriptor(native()), waiting) != 0) return native_error("listen", errno);
  return {};
}

result<listening_socket> listening_socket::make() {
  const auto folders = temporary_folders();
  auto made = make_in(folders.front());
  // Folders for temporary files may have long names (macOS), or be where no socket can be (a shared folder of a guest).
  for (std::size_t next = 1; next < folders.size() && !made && is_of_folder(made.error().code); ++next) {
    if (auto instead = make_in(folders[next])) return instead;
  }
  return made;
}

result<handle> listening_socket::accept_pending() const {
  if (auto fault = fault_at("accept")) return *fault;
  while (true) {
    const creation_guard no_child_in_between;
    handle accepted = above_standard(retried([&] { return accept_one(descriptor(native())); }));
    if (!accepted && errno == ECONNABORTED) continue;  // whoever it was has gone
    if (!accepted && (errno == EAGAIN || errno == EWOULDBLOCK)) return handle();
    if (!accepted) return native_error("accept", errno);
    if (auto set = set_close_on_exec(accepted.native()); !set) return set.error();
    // Systems differ in whether it takes over from the one that listens (BSD does).
    if (auto set = set_blocking(accepted.native(), true); !set) return set.error();
    return accepted;
  }
}

void listening_socket::remove_path() noexcept {
  if (!path_.empty()) unlink_own_name(path_);
  path_.clear();
}

result<handle> connect_to_name(const std::string& name, const deadline& until) {
  const auto address = address_of("connect", name);
  if (!address) return address.error();
  auto socket = make_socket();
  if (!socket) return socket.error();
  std::chrono::nanoseconds pause = 1ms;
  while (true) {
    if (auto fault = fault_at("connect")) return *fault;
    const int number = descriptor(socket->native());
    const int answer = ::connect(number, address->get(), address->size);
    if (answer == 0 || errno == EISCONN) break;
    if (errno == EINPROGRESS || errno == EALREADY) {
      if (auto connected = finish_connecting(socket->native(), until); !connected) return connected.error();
      break;
    }
    // EAGAIN is how Linux says that too many wait already (unix(7)); there is nothing to wait for but time.
    if (errno != EINTR && errno != EAGAIN) return native_error("connect", errno, shown(name));
    if (passed(until)) return native_error("connect", ETIMEDOUT, shown(name));
    if (errno == EINTR) continue;
    const auto left = time_left(until);
    std::this_thread::sleep_for(left ? std::min(pause, *left) : pause);
    pause = std::min<std::chrono::nanoseconds>(pause * 2, 20ms);
  }
  if (auto set = set_blocking(socket->native(), true); !set) return set.error();
  return socket;
}

result<pipe_ends> in_one_direction(stream_ends ends) {
  if (auto fault = fault_at("shutdown")) return *fault;
  // On both ends: some systems do not tell the other side.
  if (::shutdown(descriptor(ends.first.native()), SHUT_WR) != 0 ||
      ::shutdown(descriptor(ends.second.native()), SHUT_RD) != 0) {
    return native_error("shutdown", errno);
  }
  return pipe_ends{std::move(ends.first), std::move(ends.second)};
}

}  // namespace multiprocessing::platform
