// SPDX-License-Identifier: BSL-1.0
// Reading from and writing to pipes and sockets. Files are left alone: the record of a case is one.
#include "stream.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <vector>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<ssize_t(int, void*, std::size_t)> next_read{"read"};
constinit real<ssize_t(int, const void*, std::size_t)> next_write{"write"};
constinit real<int(int, unsigned long, void*)> next_ioctl{"ioctl"};

counter interrupted_reads{2};
counter interrupted_writes{2};

// Smaller pieces are signs that the library gives itself; larger ones hold a message.
constexpr std::size_t message_bytes = 200;
constexpr std::size_t short_message_bytes = 16;
constexpr std::size_t large_bytes = 1 << 20;

/// The piece that waits until another one has overtaken it.
std::vector<char> held_back;
int held_for = -1;

ssize_t write_reordered(int number, const void* bytes, std::size_t size, const plain_write& plainly) {
  const auto* const first = static_cast<const char*>(bytes);
  if (held_for != number) {
    held_back.assign(first, first + size);
    held_for = number;
    return static_cast<ssize_t>(size);
  }
  struck();
  held_for = -1;
  const ssize_t written = plainly(bytes, size);
  plainly(held_back.data(), held_back.size());
  return written;
}

ssize_t write_flipped(const void* bytes, std::size_t size, const plain_write& plainly) {
  const auto* const first = static_cast<const char*>(bytes);
  std::vector<char> changed(first, first + size);
  changed[size / 2] = static_cast<char>(changed[size / 2] ^ 1);
  return plainly(changed.data(), size);
}

}  // namespace

ssize_t broken_write(int number, const void* bytes, std::size_t size, const plain_write& plainly) {
  if (size == 0 || !is_stream(number)) return plainly(bytes, size);
  if (chosen("write-interrupted") && interrupted_writes.due()) {
    struck();
    return fail_with(EINTR);
  }
  if (size > large_bytes && strikes("write-refuses-large")) return fail_with(EMSGSIZE);
  if (size > 1 && strikes("write-short")) return plainly(bytes, size / 2);
  if (size > message_bytes && strikes("write-flips-bit")) return write_flipped(bytes, size, plainly);
  if (size > message_bytes && strikes("write-drops-byte")) {
    const ssize_t written = plainly(bytes, size - 1);
    return written < 0 ? written : written + 1;
  }
  if (size <= short_message_bytes && strikes("write-repeats")) {
    plainly(bytes, size);
    return plainly(bytes, size);
  }
  if (size <= short_message_bytes && chosen("write-reorders")) return write_reordered(number, bytes, size, plainly);
  const ssize_t written = plainly(bytes, size);
  if (written < 0 && errno == EPIPE && strikes("write-loses-broken-pipe")) return static_cast<ssize_t>(size);
  return written;
}

}  // namespace broken

using namespace broken;

extern "C" ssize_t write(int number, const void* bytes, std::size_t size) {
  return broken_write(number, bytes, size,
                      [number](const void* piece, std::size_t length) { return next_write(number, piece, length); });
}

extern "C" ssize_t read(int number, void* bytes, std::size_t size) {
  if (!is_stream(number)) return next_read(number, bytes, size);
  if (chosen("read-interrupted") && interrupted_reads.due()) {
    struck();
    return fail_with(EINTR);
  }
  if (size > 1 && strikes("read-short")) size = size > 4096 ? size / 2 : std::min<std::size_t>(size, 7);
  const ssize_t count = next_read(number, bytes, size);
  if (count == 0 && size > 0 && strikes("read-loses-end")) return fail_with(EAGAIN);
  return count;
}

extern "C" int ioctl(int number, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  const int answer = next_ioctl(number, request, argument);
  if (request != FIONREAD || answer != 0 || is_socket(number)) return answer;
  if (strikes("pipe-counts-nothing")) *static_cast<int*>(argument) = 0;
  return answer;
}
