// SPDX-License-Identifier: BSL-1.0
// Objects that this process made in the system and must take away again: by their names, or by the digits of their
// numbers, where the system numbers them. The two kinds do not meet, since every name begins with a slash.
#pragma once

#include <string>

namespace multiprocessing::platform {

/// How an object of that kind is taken away: unlink, sem_unlink, or what removes one that has a number.
using unlink_name = int (*)(const char*);

void remember_name(const std::string& name, unlink_name by);
/// Takes the object away if this process made it; a forked child's copy of the object does nothing.
void unlink_own_name(const std::string& name);
/// For a process that ends without destructors.
void unlink_own_names();

}  // namespace multiprocessing::platform
