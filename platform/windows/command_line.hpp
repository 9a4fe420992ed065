// SPDX-License-Identifier: BSL-1.0
// The one string that a process on Windows is started with, made of arguments and taken apart again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace multiprocessing::platform {

/// Adds an argument so that the rules of CommandLineToArgvW, which every C library follows, give it back.
void append_argument(std::wstring& line, std::wstring_view argument);

/// The arguments in a command line, without the program's name. Not CommandLineToArgvW itself: that is in shell32.dll,
/// which would bring the graphical system into every child.
[[nodiscard]] std::vector<std::wstring> split_arguments(std::wstring_view line);

}  // namespace multiprocessing::platform
