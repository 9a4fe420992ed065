// SPDX-License-Identifier: BSL-1.0
// The queues of kqueue.hpp. Two things take more than epoll has: a process is watched by a descriptor that must be
// closed with the last number of its queue, and a queue is not there after fork(2).
#include "kqueue.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <cstdarg>
#include <map>
#include <memory>
#include <mutex>

namespace {

struct table {
  std::mutex busy;
  // With the descriptors of the processes that each watches; duplicates share them.
  std::map<int, std::shared_ptr<std::vector<int>>> queues;
};

/// Never destroyed, since descriptors are closed until the very end.
table& known() {
  static table& all = *new table;
  return all;
}

long system_close(int number) { return syscall(SYS_close, number); }

void close_watched(const std::vector<int>& watched) {
  for (const int each : watched) system_close(each);
}

void forget_all() {
  for (const auto& [queue, watched] : known().queues) {
    close_watched(*watched);
    system_close(queue);
  }
  known().queues.clear();
  known().busy.unlock();
}

const int registered = pthread_atfork([] { known().busy.lock(); }, [] { known().busy.unlock(); }, forget_all);

}  // namespace

// Stands before the C library's own.
extern "C" int close(int number) {
  std::shared_ptr<std::vector<int>> watched;
  {
    const std::lock_guard guard(known().busy);
    if (const auto found = known().queues.find(number); found != known().queues.end()) {
      watched = std::move(found->second);
      known().queues.erase(found);
    }
    if (watched.use_count() == 1) close_watched(*watched);
  }
  return static_cast<int>(system_close(number));
}

// The same, for duplicates. Every argument that this project passes fits a long.
extern "C" int fcntl(int number, int what, ...) {
  va_list rest;
  va_start(rest, what);
  const long argument = va_arg(rest, long);
  va_end(rest);
  const int answer = static_cast<int>(syscall(SYS_fcntl, number, what, argument));
  if (answer >= 0 && what == F_DUPFD_CLOEXEC) {
    const std::lock_guard guard(known().busy);
    if (const auto found = known().queues.find(number); found != known().queues.end())
      known().queues[answer] = found->second;
  }
  return answer;
}

namespace stand_in {

int make_queue() {
  static_cast<void>(registered);
  const std::lock_guard guard(known().busy);
  const int queue = epoll_create1(0);
  if (queue >= 0) known().queues[queue] = std::make_shared<std::vector<int>>();
  return queue;
}

int watch(int queue, long identifier, bool process, bool only_living) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = static_cast<std::uint64_t>(identifier) << 1U | static_cast<std::uint64_t>(process);
  int watched = static_cast<int>(identifier);
  if (process) {
    siginfo_t ended{};
    if (only_living && waitid(P_PID, static_cast<id_t>(identifier), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid != 0) {
      errno = ESRCH;
      return -1;
    }
    watched = static_cast<int>(syscall(SYS_pidfd_open, identifier, 0));
    if (watched < 0) return -1;
    const std::lock_guard guard(known().busy);
    known().queues.at(queue)->push_back(watched);
  }
  return epoll_ctl(queue, EPOLL_CTL_ADD, watched, &event) == 0 || errno == EEXIST ? 0 : -1;
}

int wait(int queue, seen_event* seen, int room, const timespec* limit) {
  std::vector<epoll_event> events(static_cast<std::size_t>(room));
  const int count = epoll_pwait2(queue, events.data(), room, limit, nullptr);
  for (int index = 0; index < count; ++index)
    seen[index] = {static_cast<long>(events[index].data.u64 >> 1U), (events[index].data.u64 & 1U) != 0};
  return count;
}

}  // namespace stand_in
