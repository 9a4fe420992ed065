// SPDX-License-Identifier: BSL-1.0
// The calls that make two descriptors at once, close-on-exec both. Each family has one of the two files behind this.
#pragma once

#include <utility>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

/// pipe: what is written to the second can be read from the first.
result<std::pair<handle, handle>> descriptor_pipe();
/// socketpair(AF_UNIX, SOCK_STREAM).
result<std::pair<handle, handle>> descriptor_socket_pair();

}  // namespace multiprocessing::platform
