// SPDX-License-Identifier: BSL-1.0
// kqueue as far as bsd/ uses it, made of epoll and pidfd: so that what is written for kqueue runs somewhere. It shows
// that our code asks for the right things, never that a system answers as we read its manual.
#pragma once
#include <cstddef>
#include <ctime>
#include <vector>

namespace stand_in {

struct seen_event {
  long identifier;
  bool process;
};

int make_queue();
/// `only_living`: a child that has ended is ESRCH, as macOS and OpenBSD answer.
int watch(int queue, long identifier, bool process, bool only_living);
int wait(int queue, seen_event* seen, int room, const timespec* limit);

template <bool only_living, class Event>
int kevent(int queue, const Event* wanted, std::size_t count, Event* events, std::size_t room, const timespec* limit,
           decltype(Event::filter) read_filter, decltype(Event::filter) process_filter) {
  for (std::size_t index = 0; index < count; ++index) {
    const bool process = wanted[index].filter == process_filter;
    if (watch(queue, static_cast<long>(wanted[index].ident), process, only_living) != 0) return -1;
  }
  if (room == 0) return 0;
  std::vector<seen_event> seen(room);
  const int answer = wait(queue, seen.data(), static_cast<int>(room), limit);
  for (int index = 0; index < answer; ++index) {
    events[index] = {};
    events[index].ident = static_cast<decltype(events->ident)>(seen[index].identifier);
    events[index].filter = seen[index].process ? process_filter : read_filter;
  }
  return answer;
}

}  // namespace stand_in
