// SPDX-License-Identifier: BSL-1.0
// Where files go that nobody is to keep.
#pragma once

#include <cstdlib>
#include <string>

namespace multiprocessing::platform {

inline constexpr const char* default_temporary_folder = "/tmp";

[[nodiscard]] inline std::string temporary_folder() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : default_temporary_folder;
}

}  // namespace multiprocessing::platform
