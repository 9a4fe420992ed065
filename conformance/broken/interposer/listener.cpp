// SPDX-License-Identifier: BSL-1.0
// Addresses that are listened on: who may take them, who may connect, and what is told of them.
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cerrno>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(int, const sockaddr*, socklen_t)> next_bind{"bind"};
constinit real<int(int, const sockaddr*, socklen_t)> next_connect{"connect"};
constinit real<int(int, int, int, const void*, socklen_t)> next_setsockopt{"setsockopt"};
constinit real<int(int, sockaddr*, socklen_t*)> next_getsockname{"getsockname"};
constinit real<int(const char*, mode_t)> next_chmod{"chmod"};
constinit real<int(const char*)> next_unlink{"unlink"};

counter interrupted{2, 1};  // from the first one on, since many a process connects but once

bool is_path(const sockaddr* address, socklen_t size) {
  return size > sizeof(sa_family_t) && address->sa_family == AF_UNIX &&
         reinterpret_cast<const sockaddr_un*>(address)->sun_path[0] != '\0';
}

bool is_socket_path(const char* path) {
  struct stat status {};
  return ::stat(path, &status) == 0 && S_ISSOCK(status.st_mode);
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int bind(int number, const sockaddr* address, socklen_t size) {
  if (chosen("bind-takes-over") && is_path(address, size)) {
    struck();
    next_unlink(reinterpret_cast<const sockaddr_un*>(address)->sun_path);
  }
  return next_bind(number, address, size);
}

extern "C" int connect(int number, const sockaddr* address, socklen_t size) {
  const int answer = next_connect(number, address, size);
  // What was begun goes on (POSIX, connect): who asks again hears that it is connected.
  if (answer == 0 && is_path(address, size) && chosen("connect-interrupted") && interrupted.due()) {
    struck();
    return fail_with(EINTR);
  }
  return answer;
}

extern "C" int setsockopt(int number, int level, int option, const void* value, socklen_t size) {
  if (level == SOL_SOCKET && option == SO_REUSEADDR && strikes("reuse-refused")) return 0;
  return next_setsockopt(number, level, option, value, size);
}

extern "C" int getsockname(int number, sockaddr* address, socklen_t* size) {
  const int answer = next_getsockname(number, address, size);
  if (answer == 0 && address->sa_family == AF_INET && strikes("port-untold"))
    reinterpret_cast<sockaddr_in*>(address)->sin_port = 0;
  return answer;
}

extern "C" int chmod(const char* path, mode_t mode) {
  if (strikes("chmod-forgets")) return next_chmod(path, 0777);
  return next_chmod(path, mode);
}

extern "C" int unlink(const char* path) {
  if (chosen("unlink-forgets") && is_socket_path(path)) {
    struck();
    return 0;
  }
  return next_unlink(path);
}
