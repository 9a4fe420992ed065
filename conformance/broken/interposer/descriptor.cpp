// SPDX-License-Identifier: BSL-1.0
// Descriptors: how they are closed, and whether a launched program gets those that it should not.
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstdarg>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(int*, int)> next_pipe2{"pipe2"};
constinit real<int(int, int, int)> next_socket{"socket"};
constinit real<int(int, sockaddr*, socklen_t*, int)> next_accept4{"accept4"};
constinit real<int(int, int, int, int*)> next_socketpair{"socketpair"};
constinit real<int(int, int, void*)> next_fcntl{"fcntl"};
constinit real<int(int)> next_close{"close"};
constinit real<int(int, int)> next_dup2{"dup2"};
constinit real<DIR*(const char*)> next_opendir{"opendir"};

counter aborted{2};
constexpr int little = 4096;  // a page, the least that Linux gives a pipe

int without_cloexec(int type) {
  if (strikes("socket-forgets-cloexec") || strikes("cloexec-pretended")) return type & ~SOCK_CLOEXEC;
  return type;
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int pipe2(int* ends, int flags) {
  if (strikes("pipe-forgets-cloexec") || strikes("cloexec-pretended")) flags &= ~O_CLOEXEC;
  const int answer = next_pipe2(ends, flags);
  if (answer == 0 && strikes("pipe-holds-little"))
    next_fcntl(ends[1], F_SETPIPE_SZ, reinterpret_cast<void*>(static_cast<long>(little)));
  return answer;
}

extern "C" int socket(int family, int type, int protocol) {
  return next_socket(family, without_cloexec(type), protocol);
}

extern "C" int accept4(int listener, sockaddr* address, socklen_t* size, int flags) {
  if (chosen("accept-aborted") && aborted.due()) {
    struck();
    return fail_with(ECONNABORTED);
  }
  return next_accept4(listener, address, size, without_cloexec(flags));
}

extern "C" int socketpair(int family, int type, int protocol, int* ends) {
  const int answer = next_socketpair(family, without_cloexec(type), protocol, ends);
  if (answer == 0 && strikes("socketpair-one-way")) ::shutdown(ends[0], SHUT_RD);
  return answer;
}

extern "C" int fcntl(int number, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  if (command == F_SETFD && (strikes("fcntl-forgets-cloexec") || strikes("cloexec-pretended"))) return 0;
  const int answer = next_fcntl(number, command, argument);
  if (command == F_GETFD && answer >= 0 && strikes("cloexec-pretended")) return answer | FD_CLOEXEC;
  return answer;
}

extern "C" int close(int number) {
  if (chosen("close-forgets") && is_stream(number)) {
    struck();
    return 0;
  }
  const int answer = next_close(number);
  if (answer == 0 && strikes("close-interrupted")) return fail_with(EINTR);
  return answer;
}

extern "C" int dup2(int from, int to) {
  if (strikes("dup2-forgets")) return to;
  return next_dup2(from, to);
}

extern "C" DIR* opendir(const char* path) {
  if (strikes("descriptors-not-listed")) {
    errno = ENOENT;
    return nullptr;
  }
  return next_opendir(path);
}
