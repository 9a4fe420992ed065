// SPDX-License-Identifier: BSL-1.0
// What a launched process is told through a pipe.
#include "state_pipe.hpp"

#include <array>
#include <memory>

#include "library_thread.hpp"
#include "platform/channel.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

constexpr std::size_t growth_bytes = 1024 * 1024;

void write_all(platform::native_handle to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto count = platform::write_some(to, bytes);
    if (!count) return;  // the child has ended early: its exit code will tell
    bytes = bytes.subspan(*count);
  }
}

Bytes read_exactly(platform::native_handle from, std::uint64_t size) {
  Bytes bytes;
  while (bytes.size() < size) {
    const auto have = bytes.size();
    bytes.resize(have + std::min<std::uint64_t>(size - have, growth_bytes));
    for (auto rest = std::span(bytes).subspan(have); !rest.empty();) {
      const auto count = checked(platform::read_some(from, rest));
      if (count == 0) throw EOFError();
      rest = rest.subspan(count);
    }
  }
  return bytes;
}

}  // namespace

void deliver_state(platform::handle to, Bytes state) {
  std::array<std::byte, sizeof(std::uint64_t)> length;
  const std::uint64_t size = state.size();
  std::memcpy(length.data(), &size, sizeof size);
  state.insert(state.begin(), length.begin(), length.end());
  if (state.size() <= platform::atomic_write_bytes()) {  // an empty pipe has room for that
    write_all(to.native(), state);
    return;
  }
  start_library_thread([to = std::make_shared<platform::handle>(std::move(to)), state = std::move(state)] {
    write_all(to->native(), state);
    to->reset();
  });
}

Bytes receive_state(platform::handle from) {
  std::uint64_t size = 0;
  const auto length = read_exactly(from.native(), sizeof size);
  std::memcpy(&size, length.data(), sizeof size);
  return read_exactly(from.native(), size);
}

}  // namespace multiprocessing::detail
