// SPDX-License-Identifier: BSL-1.0
// Calls that newer systems have: looked for at run time, so that one program runs on older ones too.
#pragma once

#include <dlfcn.h>

namespace multiprocessing::platform {

/// Null where this system has no call of that name.
template <class Function>
[[nodiscard]] Function* find_call(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));
}

}  // namespace multiprocessing::platform
