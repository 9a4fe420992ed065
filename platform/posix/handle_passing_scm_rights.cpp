// SPDX-License-Identifier: BSL-1.0
// Descriptors passed in control messages of a socket, each message answered: macOS loses what the sender closes before
// the other side has taken it (CPython gh-58874), and a sender must know when the other side had no room.
#include <sys/socket.h>
#include <sys/uio.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/fault.hpp"
#include "platform/channel.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"
#include "posix/fork_state.hpp"
#include "posix/handle_passing.hpp"
#include "posix/sigpipe.hpp"
#include "posix/wait_ready.hpp"

namespace multiprocessing::platform {
namespace {

/// The bytes that go with the descriptors; both sides are on one machine.
struct message_head {
  std::uint32_t magic;
  std::uint32_t count;
};
constexpr std::uint32_t head_magic = 0x4d504831;

enum class answer : unsigned char { taken = 'T', no_room = 'N', wrong = 'W' };

// Room for all that a message can carry (SCM_MAX_FD, 253 on Linux): what is cut off for want of room some systems
// leave open, and it could not be told from a process that is out of descriptors.
constexpr std::size_t most_received = 253;

struct alignas(cmsghdr) control_room {
  std::array<char, CMSG_SPACE(sizeof(int) * most_received)> bytes{};
};

error no_socket(std::string_view call) {
  if (errno == ENOTSOCK) return native_error(call, ENOTSOCK, "handles go through an end of a stream pair, not a pipe");
  return native_error(call, errno == ECONNRESET ? EPIPE : errno);
}

/// Before anything is sent: a stream whose other side has ended, or never writes, cannot answer.
result<> check_open(native_handle stream) {
  char byte = 0;
  const ssize_t count =
      retried([&] { return ::recv(descriptor(stream), &byte, 1, MSG_PEEK | MSG_DONTWAIT); });
  if (count == 0) return native_error("recv", EPIPE, "the other side has ended");
  if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return no_socket("recv");
  return {};
}

struct received {
  std::array<std::byte, sizeof(message_head)> head{};
  std::size_t filled = 0;
  std::vector<handle> handles;
  bool cut_off = false;
};

// musl 1.2 compares numbers of different signs in this macro, of which clang 17 warns here.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-compare"
cmsghdr* next_header(msghdr& message, cmsghdr* each) { return CMSG_NXTHDR(&message, each); }
#pragma GCC diagnostic pop

/// Owns every descriptor that came, whatever else is wrong with the message.
void take_rights(msghdr& message, received& into) {
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr; each = next_header(message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (each->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t index = 0; index < count; ++index) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(each) + index * sizeof number, sizeof number);
      into.handles.emplace_back(number);
      static_cast<void>(set_close_on_exec(number));
    }
  }
}

/// One piece of the message. The lock is held for a call that does not wait: without MSG_CMSG_CLOEXEC the descriptors
/// can be inherited for a moment.
result<> receive_piece(native_handle stream, received& into) {
#ifdef MSG_CMSG_CLOEXEC
  constexpr int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
#else
  constexpr int flags = MSG_DONTWAIT;
#endif
  control_room control;
  while (true) {
    if (auto ready = wait_ready(stream, POLLIN); !ready) return ready.error();
    iovec rest{into.head.data() + into.filled, into.head.size() - into.filled};
    msghdr message{};
    message.msg_iov = &rest;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    into.handles.reserve(into.handles.size() + most_received);
    if (auto fault = fault_at("recvmsg")) return *fault;
    const creation_guard no_child_in_between;
    const ssize_t count = retried([&] { return ::recvmsg(descriptor(stream), &message, flags); });
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) continue;
    if (count < 0) return no_socket("recvmsg");
    take_rights(message, into);
    if ((message.msg_flags & MSG_CTRUNC) != 0) into.cut_off = true;
    if (count == 0) return native_error("recvmsg", EPIPE, "the other side has ended");
    into.filled += static_cast<std::size_t>(count);
    return {};
  }
}

error wrong_message(std::string reason) { return native_error("recvmsg", EPROTO, std::move(reason)); }

/// What is wrong with a whole message, if anything.
result<> check_message(const received& got) {
  message_head head{};
  std::memcpy(&head, got.head.data(), sizeof head);
  if (head.magic != head_magic || head.count > most_handles_passed)
    return wrong_message("what arrived is no message of send_handles");
  if (got.cut_off || got.handles.size() < head.count)
    return native_error("recvmsg", EMFILE, "this process has no room for " + std::to_string(head.count) + " handles");
  if (got.handles.size() > head.count) return wrong_message("more handles than announced");
  return {};
}

void reply(native_handle stream, answer said) {
  // The sender may have ended; then nobody is there to be told.
  static_cast<void>(write_some(stream, std::as_bytes(std::span(&said, 1))));
}

}  // namespace

result<> offer_handles(native_handle stream, std::span<const native_handle> handles) {
  if (handles.size() > most_handles_passed)
    return native_error("sendmsg", EINVAL, std::to_string(handles.size()) + " handles are more than one call passes");
  if (auto open = check_open(stream); !open) return open;

  message_head head{head_magic, static_cast<std::uint32_t>(handles.size())};
  iovec bytes{&head, sizeof head};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  control_room control;
  if (!handles.empty()) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(sizeof(int) * handles.size());
    cmsghdr* const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * handles.size());
    for (std::size_t index = 0; index < handles.size(); ++index) {
      const int number = descriptor(handles[index]);
      std::memcpy(CMSG_DATA(rights) + index * sizeof number, &number, sizeof number);
    }
  }

  ssize_t count = -1;
  while (true) {
    if (auto fault = fault_at("sendmsg")) return *fault;
    count = without_sigpipe([&] { return ::sendmsg(descriptor(stream), &message, send_without_signal); });
    if (count >= 0) break;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return no_socket("sendmsg");
    if (auto ready = wait_ready(stream, POLLOUT); !ready) return ready.error();
  }
  // The descriptors went with the first byte.
  auto rest = std::as_bytes(std::span(&head, 1)).subspan(static_cast<std::size_t>(count));
  while (!rest.empty()) {
    const auto written = write_some(stream, rest);
    if (!written) return written.error();
    rest = rest.subspan(*written);
  }
  return {};
}

result<> await_answer(native_handle stream) {
  answer said{};
  const auto count = read_some(stream, std::as_writable_bytes(std::span(&said, 1)));
  if (!count) return count.error();
  if (*count == 0) return native_error("recv", EPIPE, "the other side ended before it had taken the handles");
  if (said == answer::no_room) return native_error("sendmsg", EMFILE, "the other side has no room for the handles");
  if (said != answer::taken) return native_error("sendmsg", EPROTO, "the other side did not understand the message");
  return {};
}

result<> send_handles(native_handle stream, std::span<const native_handle> handles) {
  if (auto offered = offer_handles(stream, handles); !offered) return offered;
  return await_answer(stream);
}

result<std::vector<handle>> receive_handles(native_handle stream) {
  received got;
  while (got.filled < got.head.size()) {
    const auto more = receive_piece(stream, got);
    if (more) continue;
    // Where the system does not even deliver the message then (macOS).
    if (more.error().code == std::errc::too_many_files_open) reply(stream, answer::no_room);
    return more.error();
  }
  if (auto whole = check_message(got); !whole) {
    got.handles.clear();
    reply(stream, whole.error().code == std::errc::too_many_files_open ? answer::no_room : answer::wrong);
    return whole.error();
  }
  reply(stream, answer::taken);
  return std::move(got.handles);
}

result<> handle_passing_supported() {
  const auto ends = descriptor_socket_pair();
  if (!ends) return ends.error();
  const native_handle passed = ends->first.native();
  if (auto offered = offer_handles(passed, {&passed, 1}); !offered) return offered;
  const auto got = receive_handles(ends->second.native());
  if (!got) return got.error();
  return await_answer(passed);
}

}  // namespace multiprocessing::platform
