// SPDX-License-Identifier: BSL-1.0
// The server behind the start method forkserver: this program, launched once more, which forks when it is asked to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace multiprocessing {

/// What becomes of an exception that leaves a preload function.
enum class PreloadErrors {
  ignore,  ///< passed over
  warn,    ///< reported on stderr, and the server goes on
  fail,    ///< reported on stderr; the server ends, and start() throws ProcessError
};

/// Functions that the server calls before it forks for the first time, in this order: what they load, compute and keep
/// in static variables, every child has from the beginning. A function that starts a thread makes forking unsafe, and
/// none may start a process.
///
/// \param functions  Functions of this program, or lambdas without captures.
/// \param on_error   What an exception does.
///
/// It concerns the next server: one that runs already stays as it is.
///
/// Errors   ValueError if a pointer is null.
/// Threads  Safe to call from several threads at once.
/// Fork     A forked child has the functions of its parent.
///
/// Promises FORKSERVER-PRELOAD, FORKSERVER-PRELOAD-ERRORS
/// Source   CPython 3.15 docs, library/multiprocessing, set_forkserver_preload
/// Differs  Python preloads modules by name. A word for the errors that is none does not compile here.
void set_forkserver_preload(std::vector<void (*)()> functions, PreloadErrors on_error = PreloadErrors::ignore);

/// The server of this process. It is launched by the first start() of this method, asked through a socket that it was
/// given and that has no name, so that nobody else can ask, and ends with this process. It ignores SIGINT; its children
/// do not. A process that was started by one has, if it needs one, a server of its own.
///
/// Source   CPython 3.14, Lib/multiprocessing/forkserver.py
/// Differs  Python's listens at a socket in the file system, with a key, and serves the children of its children, too.
namespace forkserver {

/// Launches the server if none runs.
///
/// Errors   As start() of this method.
///
/// Promises FORKSERVER-RESTARTS
void ensure_running();
/// The number of its process. Nothing if no server has been launched, or if it has ended.
[[nodiscard]] std::optional<std::int64_t> pid();
/// Sends the server SIGINT, which it ignores. Nothing is done where no server runs.
///
/// Promises FORKSERVER-SIGINT
void interrupt();
/// Ends the server. Its children go on, and their exit codes are 255; the next start() launches another one.
///
/// Promises FORKSERVER-KILLED, FORKSERVER-RESTARTS
void kill();

}  // namespace forkserver

}  // namespace multiprocessing
