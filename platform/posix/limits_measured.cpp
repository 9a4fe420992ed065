// SPDX-License-Identifier: BSL-1.0
// Limits that no call tells: found out by going up to them.
#include "posix/limits_measured.hpp"

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "platform/channel.hpp"
#include "platform/clock.hpp"
#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/sigpipe.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t piece_bytes = 4096;
constexpr long most_looks = 50'000'000;    // a second or more
constexpr std::uint64_t enough = 1 << 26;  // a system without a limit is not filled for ever

/// How much goes into `writer` while nobody reads.
limit fill(const handle& writer, std::string call) {
  const int number = descriptor(writer.native());
  if (::fcntl(number, F_SETFL, O_NONBLOCK) != 0) return untold("bytes", native_error("fcntl", errno));
  const std::array<char, piece_bytes> piece{};
  std::uint64_t total = 0;
  while (total < enough) {
    sigpipe_held held;  // of a channel that is broken
    const ssize_t count = retried([&] { return ::write(number, piece.data(), piece.size()); });
    if (count < 0 && errno == EPIPE) {
      held.raised();
      return untold("bytes", native_error("write", EPIPE));
    }
    if (count < 0) break;
    total += static_cast<std::uint64_t>(count);
  }
  return {"", total, "bytes", std::move(call), {}, "in pieces of " + std::to_string(piece_bytes) + " bytes"};
}

/// The longest name for which `open` gets as far as looking for the object. `open` answers errno.
limit longest_name(const char* call, int (*open)(const char*)) {
  const auto random = random_name();
  if (!random) return untold("bytes", random.error());
  const std::string start = "/" + *random;
  const auto answer = [&](std::size_t length) {
    std::string name = start;
    name.resize(std::max(length, start.size()), 'x');
    return open(name.c_str());
  };
  if (const int code = answer(0); code != ENOENT) return untold("bytes", native_error(call, code));
  std::size_t fits = start.size();
  std::size_t too_long = 5000;  // longer than PATH_MAX anywhere
  while (too_long - fits > 1) {
    const std::size_t middle = fits + (too_long - fits) / 2;
    (answer(middle) == ENOENT ? fits : too_long) = middle;
  }
  return {"", fits, "bytes", call, {}, "with the slash in front"};
}

int try_sem_open(const char* name) {
  sem_t* const found = ::sem_open(name, 0);
  if (found == SEM_FAILED) return errno;
  ::sem_close(found);
  return 0;
}

int try_shm_open(const char* name) {
  const handle found(::shm_open(name, O_RDONLY, 0));
  return found ? 0 : errno;
}

}  // namespace

limit untold(std::string unit, const error& why) {
  return {"", std::nullopt, std::move(unit), std::string(why.operation), why.code, why.reason};
}

limit pipe_capacity() {
  const auto ends = make_pipe();
  return ends ? fill(ends->writer, "write") : untold("bytes", ends.error());
}

limit stream_capacity() {
  const auto ends = make_stream_pair();
  return ends ? fill(ends->second, "write") : untold("bytes", ends.error());
}

limit message_size() {
  int numbers[2];
  if (::socketpair(AF_UNIX, SOCK_DGRAM, 0, numbers) != 0) return untold("bytes", native_error("socketpair", errno));
  const std::array<handle, 2> ends{handle(numbers[0]), handle(numbers[1])};
  std::vector<char> message(1 << 20);
  std::size_t fits = 0;
  std::size_t too_large = message.size() + 1;
  while (too_large - fits > 1) {
    const std::size_t middle = fits + (too_large - fits) / 2;
    const ssize_t sent = ::send(numbers[0], message.data(), middle, MSG_DONTWAIT);
    (sent == static_cast<ssize_t>(middle) ? fits : too_large) = middle;
    if (sent >= 0) static_cast<void>(retried([&] { return ::recv(numbers[1], message.data(), message.size(), 0); }));
  }
  if (fits == 0) return untold("bytes", native_error("send", errno));
  return {"", fits, "bytes", "socketpair(SOCK_DGRAM), send", {}, "of one datagram"};
}

limit semaphore_name_length() { return longest_name("sem_open", try_sem_open); }

limit shared_memory_name_length() { return longest_name("shm_open", try_shm_open); }

limit clock_resolution() {
  auto shortest = std::chrono::nanoseconds::max();
  auto last = steady_clock::now();
  const auto end = last + std::chrono::milliseconds(2);
  // At least one step, however long that takes, but for a clock that stands still.
  for (long looks = 0; shortest == std::chrono::nanoseconds::max() || last < end; ++looks) {
    if (looks == most_looks)
      return untold("ns", {"clock_gettime", std::make_error_code(std::errc::timed_out), "no step was seen"});
    const auto now = steady_clock::now();
    if (now > last) shortest = std::min<std::chrono::nanoseconds>(shortest, now - last);
    last = now;
  }
  return {"", static_cast<std::uint64_t>(shortest.count()), "ns", "clock_gettime(CLOCK_MONOTONIC)", {},
          "the shortest step that was seen"};
}

limit sleep_granularity() {
  auto shortest = std::chrono::nanoseconds::max();
  for (int count = 0; count < 5; ++count) {
    const timespec least{0, 1};
    const auto start = steady_clock::now();
    // An interrupted sleep is a short one.
    if (::nanosleep(&least, nullptr) != 0) continue;
    shortest = std::min<std::chrono::nanoseconds>(shortest, steady_clock::now() - start);
  }
  if (shortest == std::chrono::nanoseconds::max()) return untold("ns", native_error("nanosleep", EINTR));
  return {"", static_cast<std::uint64_t>(shortest.count()), "ns", "nanosleep", {}, "the shortest of five sleeps of 1 ns"};
}

}  // namespace multiprocessing::platform
