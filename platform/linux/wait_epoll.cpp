// SPDX-License-Identifier: BSL-1.0
// Waiting for any of several descriptors with epoll, by a fresh instance for each wait, so that nothing is remembered
// about descriptors that are closed and given out again.
#include <sys/epoll.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <climits>

#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/wait.hpp"
#include "posix/descriptor.hpp"
#include "posix/wait_ready.hpp"

namespace multiprocessing::platform {
namespace {

/// Adds each handle once. `ready` gets those that epoll refuses because they never block, as plain files: poll says of
/// them that they are ready.
result<std::size_t> add_all(native_handle set, std::span<const native_handle> handles,
                            std::vector<native_handle>& ready) {
  std::size_t added = 0;
  for (const native_handle native : handles) {
    // A closed number that the new instance has got would be refused as its own.
    if (native == set) return native_error("epoll_ctl", EBADF, "handle " + std::to_string(native) + " is not open");
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.fd = descriptor(native);
    if (auto fault = fault_at("epoll_ctl")) return *fault;
    if (::epoll_ctl(descriptor(set), EPOLL_CTL_ADD, descriptor(native), &wanted) == 0) {
      ++added;
    } else if (errno == EPERM) {
      ready.push_back(native);
    } else if (errno != EEXIST) {  // it stands in the list twice
      return native_error("epoll_ctl", errno, "handle " + std::to_string(native));
    }
  }
  return added;
}

result<std::vector<std::size_t>> wait_by_epoll(std::span<const native_handle> handles, const deadline& until) {
  if (auto fault = fault_at("epoll_create1")) return *fault;
  const handle set(::epoll_create1(EPOLL_CLOEXEC));
  if (!set) return native_error("epoll_create1", errno);
  std::vector<native_handle> ready;
  const auto added = add_all(set.native(), handles, ready);
  if (!added) return added.error();

  const bool some_never_block = !ready.empty();
  std::vector<epoll_event> events(std::max<std::size_t>(*added, 1));
  while (true) {
    const int timeout = some_never_block ? 0 : milliseconds_left(until);
    const int count = ::epoll_wait(descriptor(set.native()), events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) return native_error("epoll_wait", errno);
    for (int index = 0; index < count; ++index) ready.push_back(events[static_cast<std::size_t>(index)].data.fd);
    if (!ready.empty() || passed(until)) break;
  }

  std::ranges::sort(ready);
  std::vector<std::size_t> indices;
  for (std::size_t index = 0; index < handles.size(); ++index) {
    if (std::ranges::binary_search(ready, handles[index])) indices.push_back(index);
  }
  return indices;
}

evidence probe() { return probe_waiting("epoll_create1, epoll_ctl, epoll_wait", wait_by_epoll); }

}  // namespace

extern const wait_strategy epoll_wait_strategy;
const wait_strategy epoll_wait_strategy{{"epoll", probe}, wait_by_epoll};

}  // namespace multiprocessing::platform
