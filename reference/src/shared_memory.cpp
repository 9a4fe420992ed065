// SPDX-License-Identifier: BSL-1.0
// SharedMemory: named blocks, attached by name wherever they go.
#include "multiprocessing/shared_memory.hpp"

#include <limits>

#include "platform/named_memory.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {

struct SharedMemoryState {
  std::string name;
  platform::shared_memory memory;  // empty once it is closed
};

namespace {

constexpr int tries = 16;  // against a name that is taken, which chance alone will not do twice

platform::shared_memory make_unnamed(std::string& name, std::size_t size, bool track) {
  using enum platform::memory_stay;
  for (int count = 0;; ++count) {
    name = checked(platform::random_memory_name());
    auto made = platform::create_named_memory(name, size, track ? with_tree_under_random_name : for_ever);
    if (made || made.error().code != std::errc::file_exists || count == tries) return checked(std::move(made));
  }
}

platform::shared_memory make_block(std::optional<std::string>& name, std::int64_t size, bool track) {
  using enum platform::memory_stay;
  if (size <= 0) throw ValueError("a block of shared memory has at least one byte");
  if (static_cast<std::uint64_t>(size) > std::numeric_limits<std::size_t>::max()) {
    raise_os(std::errc::not_enough_memory, "a block of " + std::to_string(size) + " bytes");
  }
  const auto bytes = static_cast<std::size_t>(size);
  if (!name) return make_unnamed(name.emplace(), bytes, track);
  return checked(platform::create_named_memory(*name, bytes, track ? with_tree : for_ever));
}

}  // namespace
}  // namespace detail

using detail::live;

SharedMemory::SharedMemory(std::optional<std::string> name, bool create, std::int64_t size, bool track) {
  if (!create && !name) throw ValueError("only a new block of shared memory can be without a name");
  if (name && name->find('\0') != std::string::npos) throw ValueError("the name of a block holds a zero byte");
  auto memory = create ? detail::make_block(name, size, track) : detail::checked(platform::attach_named_memory(*name));
  state_ = std::make_shared<detail::SharedMemoryState>(detail::SharedMemoryState{std::move(*name), std::move(memory)});
}

std::span<std::byte> SharedMemory::buf() const {
  const auto bytes = live(state_, "SharedMemory")->memory.bytes();
  if (bytes.empty()) throw ValueError("this SharedMemory is closed");
  return bytes;
}

std::string SharedMemory::name() const { return live(state_, "SharedMemory")->name; }

void SharedMemory::close() {
  if (state_) state_->memory = {};
}

void SharedMemory::unlink() const {
  detail::checked(platform::remove_named_memory(live(state_, "SharedMemory")->name));
}

void SharedMemory::save(detail::OutputArchive& archive) const { archive(live(state_, "SharedMemory")->name); }

void SharedMemory::load(detail::InputArchive& archive) {
  std::string name;
  archive(name);
  *this = SharedMemory(std::move(name));
}

}  // namespace multiprocessing
