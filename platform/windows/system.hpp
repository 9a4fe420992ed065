// SPDX-License-Identifier: BSL-1.0
// What every file of this family needs of Win32: handles, errors and time limits in its terms.
#pragma once

#include <windows.h>

#include "platform/clock.hpp"
#include "platform/handle.hpp"

namespace multiprocessing::platform {

[[nodiscard]] inline HANDLE to_handle(native_handle native) noexcept { return reinterpret_cast<HANDLE>(native); }
[[nodiscard]] inline native_handle to_native(HANDLE opened) noexcept { return reinterpret_cast<native_handle>(opened); }

/// Owns what a call returned; null, which most calls return on failure, is no handle.
[[nodiscard]] inline handle own(HANDLE opened) noexcept {
  return handle(opened == nullptr ? invalid_handle : to_native(opened));
}

/// False for the pseudo-handles too: -1, which is invalid_handle, means this process to most calls.
[[nodiscard]] inline bool may_be_open(native_handle native) noexcept { return native > 0; }

/// The error of a call that failed with `code`. Where the standard library does not know that the code means one of the
/// conditions which this layer promises, the condition is given and the number goes into the reason.
[[nodiscard]] error windows_error(std::string_view operation, DWORD code, std::string reason = {});
/// The same for the call that has just failed.
[[nodiscard]] error last_error(std::string_view operation, std::string reason = {});
/// The error of a handle that cannot be one.
[[nodiscard]] error not_open(std::string_view operation);

/// What a wait takes: milliseconds, rounded up; INFINITE where there is no limit. Longer waits are split by the loop of
/// whoever waits, and waits that end a tick early (15.6 ms by default) are begun again there.
[[nodiscard]] DWORD milliseconds_left(const deadline& until);

/// Waits for one object. WAIT_OBJECT_0, WAIT_ABANDONED, or WAIT_TIMEOUT once the deadline has really passed.
result<DWORD> wait_for_object(HANDLE waited, const deadline& until);

/// No child inherits it, except by a launch that names it.
result<> keep_from_inheritance(native_handle native);

}  // namespace multiprocessing::platform
