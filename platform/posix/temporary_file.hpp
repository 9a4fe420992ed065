// SPDX-License-Identifier: BSL-1.0
// Files that nobody else can guess or open.
#pragma once

#include <string>
#include <vector>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

struct temporary_file {
  handle opened;
  std::string path;  // absolute; goes by unlink_own_name, or when this process ends
};

/// The folders for temporary files that can be written, the best first: TMPDIR, /tmp, /var/tmp, and the current one,
/// as CPython's tempfile has them. Absolute. TMPDIR alone where there is none, for the message.
[[nodiscard]] std::vector<std::string> temporary_folders();
/// The first of them.
[[nodiscard]] std::string temporary_folder();

result<temporary_file> create_temporary_file();

}  // namespace multiprocessing::platform
