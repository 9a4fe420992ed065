// SPDX-License-Identifier: BSL-1.0
// Connections, and other handles of the system, given to a process that runs already.
#pragma once

#include <cstdint>

#include "multiprocessing/connection.hpp"
#include "multiprocessing/handle.hpp"

namespace multiprocessing {

/// Gives the process at the other end a handle of its own to what `handle` refers to: a file, a socket, an end of a
/// pipe. Both sides take part: this returns when the other side has called recv_handle, and has it. The caller may
/// close its own then.
///
/// \param through  An end of a duplex Pipe, or a connection of a Listener that is not a port.
///
/// Errors   OSError if `through` cannot carry handles (one direction, a port), if the other side has ended or has no
/// room
///          for one more, or if `handle` is not open. `through` is as before then, unless its other side has ended.
/// Threads  As a send and a recv of `through`, which carries nothing else meanwhile.
///
/// Promises PASSING-HANDLE
/// Source   CPython 3.14 Lib/multiprocessing/reduction.py, send_handle, recv_handle
/// Differs  The number of the other process is not needed. Python's send_handle does not wait on every system.
void send_handle(Connection& through, std::intptr_t handle);
/// The handle that the other side gives, waiting for it.
///
/// Errors   OSError if what arrives is no handle, and this process has no room for one. The stream has no meaning any
///          more if something else arrives. EOFError if the other end is closed.
///
/// Promises PASSING-HANDLE, PASSING-MISSING
[[nodiscard]] Handle recv_handle(Connection& through);

/// Gives the process at the other end a copy of a connection, which keeps its direction and what waits in it. Close
/// yours if the other one shall see its end. Otherwise as send_handle.
///
/// Promises PASSING-CONNECTION, PASSING-DIRECTION
/// Source   CPython 3.14 Lib/test/_test_multiprocessing.py, _TestPicklingConnections
/// Differs  Python sends a Connection as any other value, and a thread of the sender waits for whoever takes it. Here a
///          value that holds one is refused by send, and a connection goes by itself, from hand to hand.
void send_connection(Connection& through, const Connection& passed);
/// The connection that the other side gives, waiting for it.
///
/// Errors   As recv_handle. UnpicklingError if the next message is something else: it is used up then, and the next one
///          is whole.
///
/// Promises PASSING-CONNECTION, PASSING-MISSING
[[nodiscard]] Connection recv_connection(Connection& through);

}  // namespace multiprocessing
