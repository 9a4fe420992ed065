// SPDX-License-Identifier: BSL-1.0
// How a launched program learns which of its handles it was given.
#pragma once

#include <span>
#include <string>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

/// The name of the variable in which a launcher says so. It is taken out of the environment at the start of the
/// program.
inline constexpr const wchar_t* inherited_variable = L"MULTIPROCESSING_INHERITED";

/// The value of the variable: the launcher's process number, and the handles.
[[nodiscard]] std::wstring describe_inherited(std::span<const native_handle> inherited);

/// Takes over what the launcher of this program named, if there was one. Called once, before main.
bool adopt_inherited();

}  // namespace multiprocessing::platform
