// SPDX-License-Identifier: BSL-1.0
// Pipes and stream pairs where close-on-exec can be set only afterwards.
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>

#include "posix/descriptor_pair.hpp"

#include "common/fault.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

result<std::pair<handle, handle>> owned(const int (&ends)[2]) {
  std::pair<handle, handle> pair{above_standard(ends[0]), above_standard(ends[1])};
  for (const handle* end : {&pair.first, &pair.second}) {
    if (auto fault = fault_at("fcntl")) return *fault;
    if (auto set = set_close_on_exec(end->native()); !set) return set.error();
  }
  return pair;
}

}  // namespace

result<std::pair<handle, handle>> descriptor_pipe() {
  const creation_guard no_child_in_between;
  if (auto fault = fault_at("pipe")) return *fault;
  int ends[2];
  if (::pipe(ends) < 0) return native_error("pipe", errno);
  return owned(ends);
}

result<std::pair<handle, handle>> descriptor_socket_pair() {
  const creation_guard no_child_in_between;
  if (auto fault = fault_at("socketpair")) return *fault;
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) return native_error("socketpair", errno);
  return owned(ends);
}

}  // namespace multiprocessing::platform
