// SPDX-License-Identifier: BSL-1.0
// What a process does at its end.
#pragma once

#include <functional>

namespace multiprocessing {

/// Calls something at the normal end of this process: the main process, and children of every start method. Callbacks
/// of a higher priority come first, and among equals the newest; one that is registered meanwhile takes its place among
/// those that are left. What a callback throws is reported on stderr, and the next one is called.
///
/// \param callback  Called once, in the process that registered it: a forked child begins without those of its parent.
/// \param priority  0 and above: before daemons are terminated and the other children are waited for. Below 0: after
///                  that. The library's own: pools end at 15, managers and proxies at 10.
///
/// A process that is killed, or that calls std::_Exit, calls nothing.
///
/// Threads  Safe to call from several threads at once.
/// Fork     Not called in a forked child.
///
/// Promises EXIT-HANDLERS-RUN, EXIT-HANDLERS-ORDER, EXIT-HANDLERS-OWN
/// Source   CPython 3.14, Lib/multiprocessing/util.py, Finalize and _exit_function
/// Differs  Python keeps this to itself; its children call the handlers of `atexit`, which C++ children do not.
void at_exit(std::function<void()> callback, int priority = 0);

}  // namespace multiprocessing
