// SPDX-License-Identifier: BSL-1.0
// Descriptors: closing, duplicating, and the table of those that forked children must not hold.
#include "platform/handle.hpp"

#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <vector>

#include "common/fault.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"
#include "posix/inherited.hpp"

namespace multiprocessing::platform {
namespace {

std::vector<native_handle>& kept() {
  static auto* const table = new std::vector<native_handle>;  // outlives static destructors that close handles
  return *table;
}

std::atomic<std::size_t> kept_count{0};  // spares handles the lock where nothing is kept

// Here because every program that uses this layer has this file; the linker leaves out files of which nothing is used.
const bool adopted = adopt_inherited();

void forget(native_handle native) {
  if (kept_count.load() == 0) return;
  const std::lock_guard guard(table_lock());
  std::erase(kept(), native);
  kept_count = kept().size();
}

/// Closes `number`, and takes it again for a file that means nothing. A forked child has copies of the objects that own
/// such numbers, and their destructors close them there: what the child opened meanwhile must not have got the number.
void occupy_with_nothing(int number) {
  ::close(number);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0 || nothing == number) return;
  retried([&] { return dup2(nothing, number); });
  static_cast<void>(set_close_on_exec(number));
  ::close(nothing);
}

}  // namespace

void handle::reset() noexcept {
  static_cast<void>(adopted);
  if (native_ == invalid_handle) return;
  const native_handle native = release();
  forget(native);
  // Not repeated after EINTR: on most systems the descriptor is closed by then and may be somebody else's.
  ::close(descriptor(native));
}

result<handle> duplicate(native_handle native) {
  if (auto fault = fault_at("fcntl(F_DUPFD_CLOEXEC)")) return *fault;
  const int copy = fcntl(descriptor(native), F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return native_error("fcntl(F_DUPFD_CLOEXEC)", errno);
  return handle(copy);
}

void keep_from_children(native_handle native) {
  if (native == invalid_handle) return;
  static_cast<void>(set_close_on_exec(native));
  const std::lock_guard guard(table_lock());
  if (std::ranges::find(kept(), native) == kept().end()) kept().push_back(native);
  kept_count = kept().size();
}

void drop_kept_handles(std::span<const native_handle> keep) {
  const std::lock_guard guard(table_lock());
  std::erase_if(kept(), [&](native_handle native) {
    if (std::ranges::find(keep, native) != keep.end()) return false;
    occupy_with_nothing(descriptor(native));
    return true;
  });
  kept_count = kept().size();
}

}  // namespace multiprocessing::platform
