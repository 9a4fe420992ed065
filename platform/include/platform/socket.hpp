// SPDX-License-Identifier: BSL-1.0
// Sockets that another library has made, as handles of this layer.
#pragma once

#include "platform/handle.hpp"

namespace multiprocessing::platform {

/// No launched program inherits it from now on. The caller sees to it that none is launched between the making of the
/// socket and this.
result<> keep_from_programs(native_handle socket);

/// Takes over a socket that no launched program inherits, and makes its calls wait. read_some, write_some and wait_any
/// take it as any other stream. wait_any also takes a socket that listens.
result<handle> adopt_socket(native_handle socket);

/// Before bind: a port can be listened on again while connections of its last user linger, and not while somebody else
/// listens there. What does that differs between systems.
result<> prepare_to_listen(native_handle socket);

}  // namespace multiprocessing::platform
