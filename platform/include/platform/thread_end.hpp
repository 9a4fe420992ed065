// SPDX-License-Identifier: BSL-1.0
// What is done when a thread ends, and threads whose end nobody waits for.
#pragma once

#include <thread>

#include "platform/error.hpp"

namespace multiprocessing::platform {

/// Calls function(argument) in the calling thread when it ends, before whoever joins it goes on; what was asked for last
/// comes first. A function that is called so may ask for more of it, and must not throw.
///
/// For the thread that ends the program, the functions may be called or not. A forked child has those of the thread
/// that forked.
result<> at_thread_end(void (*function)(void*), void* argument);

/// Gives up a thread that nobody joins: std::thread::detach, wherever that can be trusted.
void detach_thread(std::thread thread);

}  // namespace multiprocessing::platform
