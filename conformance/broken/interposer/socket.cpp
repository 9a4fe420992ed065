// SPDX-License-Identifier: BSL-1.0
// Sending through sockets, bytes and descriptors.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <cerrno>
#include <cstring>

#include "defect.hpp"
#include "stream.hpp"

namespace broken {
namespace {

constinit real<ssize_t(int, const void*, std::size_t, int)> next_send{"send"};
constinit real<ssize_t(int, const msghdr*, int)> next_sendmsg{"sendmsg"};
constinit real<ssize_t(int, msghdr*, int)> next_recvmsg{"recvmsg"};

/// Puts something else in the place of each descriptor that has come.
void confuse(msghdr& message) {
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr; each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
    int number = -1;
    std::memcpy(&number, CMSG_DATA(each), sizeof number);
    const long other = system_call(SYS_openat, AT_FDCWD, reinterpret_cast<long>("/dev/null"), O_RDWR | O_CLOEXEC);
    system_call(SYS_dup3, other, number, O_CLOEXEC);
    system_call(SYS_close, other);
    struck();
  }
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" ssize_t send(int number, const void* bytes, std::size_t size, int flags) {
  if ((flags & MSG_NOSIGNAL) != 0 && strikes("send-raises-signal")) flags &= ~MSG_NOSIGNAL;
  if ((flags & MSG_DONTWAIT) != 0 && strikes("send-ignores-dontwait")) flags &= ~MSG_DONTWAIT;
  // A pipe is no socket, and the sender asks by trying: what it writes then goes through write.
  if (!is_socket(number)) return next_send(number, bytes, size, flags);
  return broken_write(number, bytes, size,
                      [=](const void* piece, std::size_t length) { return next_send(number, piece, length, flags); });
}

extern "C" ssize_t sendmsg(int number, const msghdr* message, int flags) {
  if (message->msg_controllen > 0 && strikes("rights-dropped")) {
    msghdr changed = *message;
    changed.msg_control = nullptr;
    changed.msg_controllen = 0;
    return next_sendmsg(number, &changed, flags);
  }
  return next_sendmsg(number, message, flags);
}

extern "C" ssize_t recvmsg(int number, msghdr* message, int flags) {
  const ssize_t count = next_recvmsg(number, message, flags);
  if (count > 0 && chosen("rights-confused")) confuse(*message);
  return count;
}
