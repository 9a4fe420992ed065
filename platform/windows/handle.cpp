// SPDX-License-Identifier: BSL-1.0
// Kernel handles: closing and duplicating.
#include "platform/handle.hpp"

#include "common/fault.hpp"
#include "windows/inherited.hpp"
#include "windows/socket.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

// Here because every program that uses this layer has this file; the linker leaves out files of which nothing is used.
const bool adopted = adopt_inherited();

}  // namespace

void handle::reset() noexcept {
  static_cast<void>(adopted);
  if (native_ == invalid_handle) return;
  const native_handle native = release();
  if (is_socket(native)) {
    close_socket(native);
  } else {
    CloseHandle(to_handle(native));
  }
}

result<handle> duplicate(native_handle native) {
  // The pseudo-handle of this process has the value of invalid_handle, and would be duplicated.
  if (!may_be_open(native)) return not_open("DuplicateHandle");
  if (auto fault = fault_at("DuplicateHandle")) return *fault;
  if (is_socket(native)) {
    if (auto copy = duplicate_socket(native)) return copy;
  }
  HANDLE copy = nullptr;
  if (!DuplicateHandle(GetCurrentProcess(), to_handle(native), GetCurrentProcess(), &copy, 0, FALSE,
                       DUPLICATE_SAME_ACCESS))
    return last_error("DuplicateHandle");
  return handle(to_native(copy));
}

// No process here begins as a copy of another one, and a launched one gets the handles that its launch lists: every
// handle is kept from children already.
void keep_from_children(native_handle) {}

}  // namespace multiprocessing::platform
