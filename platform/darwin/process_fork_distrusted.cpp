// SPDX-License-Identifier: BSL-1.0
// Frameworks of macOS start threads of their own and abort in a forked child (objc: "may have been in progress in another
// thread when fork() was called", since 10.13); CPython has had spawn as its default there since 3.8 (bpo-33725).
#include "platform/process.hpp"

namespace multiprocessing::platform {

bool fork_trusted() { return false; }

}  // namespace multiprocessing::platform
