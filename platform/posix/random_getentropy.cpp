// SPDX-License-Identifier: BSL-1.0
// Random bytes from getentropy, or from /dev/urandom where the system refuses it.
#include <unistd.h>
#if __has_include(<sys/random.h>)
#include <sys/random.h>  // where macOS declares getentropy
#endif
#include <algorithm>
#include <cerrno>

#include "platform/random.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t most_at_once = 256;  // POSIX.1-2024, getentropy: GETENTROPY_MAX

result<> from_device(std::span<std::byte> into) {
  const handle device(retried([] { return ::open("/dev/urandom", O_RDONLY | O_CLOEXEC); }));
  if (!device) return native_error("open(/dev/urandom)", errno);
  while (!into.empty()) {
    const ssize_t count = retried([&] { return ::read(descriptor(device.native()), into.data(), into.size()); });
    if (count < 0) return native_error("read(/dev/urandom)", errno);
    if (count == 0) return native_error("read(/dev/urandom)", EIO, "it has ended");
    into = into.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace

result<> random_bytes(std::span<std::byte> into) {
  while (!into.empty()) {
    const auto piece = into.first(std::min(into.size(), most_at_once));
    if (getentropy(piece.data(), piece.size()) != 0) return from_device(into);
    into = into.subspan(piece.size());
  }
  return {};
}

}  // namespace multiprocessing::platform
