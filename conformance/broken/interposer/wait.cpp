// SPDX-License-Identifier: BSL-1.0
// Waiting for descriptors by poll and epoll.
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(pollfd*, nfds_t, int)> next_poll{"poll"};
constinit real<int(int, epoll_event*, int, int)> next_epoll_wait{"epoll_wait"};

counter interrupted{2};
constexpr int longest_trial_ms = 20;
constexpr nfds_t most = 64;

/// The process that a descriptor of a process refers to, by what the system says of it; 0 for anything else.
long process_of(int number) {
  std::array<char, 64> path;
  std::snprintf(path.data(), path.size(), "/proc/self/fdinfo/%d", number);
  const long file = system_call(SYS_openat, AT_FDCWD, reinterpret_cast<long>(path.data()), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 512> text{};
  system_call(SYS_read, file, reinterpret_cast<long>(text.data()), text.size() - 1);
  system_call(SYS_close, file);
  const char* const line = std::strstr(text.data(), "\nPid:");
  long process = 0;
  if (line == nullptr || std::sscanf(line, "\nPid: %ld", &process) != 1) return 0;
  // Of one that has been reaped it says -1.
  return process;
}

int count(pollfd* polled, nfds_t size) {
  int ready = 0;
  for (nfds_t index = 0; index < size; ++index) ready += polled[index].revents != 0 ? 1 : 0;
  return ready;
}

/// Changes what poll has found, and counts again.
template <class Change>
int changed(pollfd* polled, nfds_t size, Change change) {
  for (nfds_t index = 0; index < size; ++index) change(polled[index]);
  const int ready = count(polled, size);
  // Whoever asks again at once would leave nothing of the processor to the others.
  if (ready == 0) ::usleep(1000);
  return ready;
}

int broken_answer(pollfd* polled, nfds_t size, int answer) {
  const auto says_ready = [](pollfd& each) {
    each.revents = static_cast<short>(each.revents | (each.events & POLLIN));
  };
  if (strikes("poll-always-reports-idle") || (size > 1 && strikes("poll-reports-idle")))
    return changed(polled, size, says_ready);
  if (chosen("pidfd-always-ready") || chosen("pidfd-early")) {
    return changed(polled, size, [&](pollfd& each) {
      const long process = process_of(each.fd);
      if (process == 0 || (chosen("pidfd-early") && process == system_call(SYS_getpid))) return;
      struck();
      says_ready(each);
    });
  }
  if (answer <= 0) return answer;
  // The library tries poll with one descriptor.
  const bool hangup = chosen("poll-misses-hangup") || (size > 1 && chosen("poll-misses-hangup-of-several"));
  if (chosen("poll-misses-data") || hangup || chosen("pidfd-never-ready")) {
    const bool data = chosen("poll-misses-data");
    const bool process = chosen("pidfd-never-ready");
    return changed(polled, size, [&](pollfd& each) {
      const bool hidden = process ? process_of(each.fd) != 0 : each.revents == (data ? POLLIN : POLLHUP);
      if (!hidden) return;
      struck();
      each.revents = 0;
    });
  }
  if (answer > 1 && strikes("poll-tells-first")) {
    bool told = false;
    return changed(polled, size, [&told](pollfd& each) {
      if (told) each.revents = 0;
      told = told || each.revents != 0;
    });
  }
  return answer;
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int poll(pollfd* polled, nfds_t size, int timeout) {
  if (size > most && strikes("poll-sixty-four")) return fail_with(EINVAL);
  if (chosen("poll-interrupted") && interrupted.due()) {
    struck();
    return fail_with(EINTR);
  }
  if (timeout > 0 && strikes("poll-early")) timeout = 0;
  if (timeout > longest_trial_ms && strikes("poll-oversleeps")) timeout = -1;
  // What is said to be ready too early is not waited for; what is said never to be so is looked for again and again.
  const bool at_once = chosen("pidfd-always-ready") || chosen("pidfd-early") || chosen("poll-reports-idle");
  int answer = next_poll(polled, size, at_once ? 0 : timeout);
  const int changed_answer = broken_answer(polled, size, answer);
  if (at_once && changed_answer == 0 && timeout != 0) {
    answer = next_poll(polled, size, timeout);
    return broken_answer(polled, size, answer);
  }
  return changed_answer;
}

extern "C" int epoll_wait(int set, epoll_event* events, int most_events, int timeout) {
  if (strikes("epoll-early")) timeout = 0;
  if (most_events > 1 && strikes("epoll-tells-one")) most_events = 1;
  if (!chosen("epoll-misses-data")) return next_epoll_wait(set, events, most_events, timeout);
  const int ready = next_epoll_wait(set, events, most_events, timeout);
  int told = 0;
  for (int index = 0; index < ready; ++index) {
    if (events[index].events == EPOLLIN) {
      struck();
    } else {
      events[told++] = events[index];
    }
  }
  if (ready > 0 && told == 0) ::usleep(1000);  // whoever asks again at once would leave nothing to the others
  return told;
}
