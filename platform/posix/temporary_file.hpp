// SPDX-License-Identifier: BSL-1.0
// Files that nobody else can guess or open.
#pragma once

#include <string>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

struct temporary_file {
  handle opened;
  std::string path;  // absolute; goes by unlink_own_name, or when this process ends
};

inline constexpr const char* default_temporary_folder = "/tmp";

/// TMPDIR, or what takes its place.
[[nodiscard]] std::string temporary_folder();

result<temporary_file> create_temporary_file();

}  // namespace multiprocessing::platform
