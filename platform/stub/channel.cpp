// SPDX-License-Identifier: BSL-1.0
// No streams.
#include "platform/channel.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<std::size_t> read_some(native_handle, std::span<std::byte>) { return absent("read_some"); }

result<std::size_t> write_some(native_handle, std::span<const std::byte>, const deadline&) {
  return absent("write_some");
}

std::size_t atomic_write_bytes() { return 512; }

}  // namespace multiprocessing::platform
