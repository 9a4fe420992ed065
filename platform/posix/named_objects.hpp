// SPDX-License-Identifier: BSL-1.0
// Names that this process made in the system and must take away again.
#pragma once

#include <string>

namespace multiprocessing::platform {

using unlink_name = int (*)(const char*);

void remember_name(const std::string& name, unlink_name by);
/// Unlinks the name if this process made it; a forked child's copy of the object does nothing.
void unlink_own_name(const std::string& name);
/// For a process that ends without destructors.
void unlink_own_names();

}  // namespace multiprocessing::platform
