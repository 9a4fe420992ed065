// SPDX-License-Identifier: BSL-1.0
// The process that takes away names which killed processes leave in the system.
#pragma once

#include <cstdint>
#include <optional>

namespace multiprocessing {

/// One for a tree of processes: this program, launched once more before its main begins, in a session of its own and
/// nobody's child. It ignores SIGINT, SIGTERM and SIGHUP, and holds nothing of the program's. When the last process of
/// the tree has ended, SIGKILL included, it takes away what these have made and not taken away: named semaphores and
/// sets of semaphores, lock files, sockets, blocks of SharedMemory. Then it ends.
///
/// A tree begins with the first name or the first start of a process. The tracker is launched when the first name is
/// made: objects of the strategies that serve by default on Linux have none. One that was killed is replaced when the
/// next name is made, and knows the names that there are. None is needed on Windows.
///
/// Promises TRACKER-KILLED, TRACKER-NOBODYS-CHILD, TRACKER-TREE
/// Source   CPython 3.14, Lib/multiprocessing/resource_tracker.py
/// Differs  Objects enter their names themselves, before they are made; there is nothing to register. Only the tree
/// that
///          made something takes it away, never one that has attached to it. Nothing is written about it.
namespace resource_tracker {

/// Launches the tracker if none runs.
///
/// Errors   OSError or UnsupportedError, with the reason, if that is not possible. Objects are made all the same; where
///          names stay, they are as lasting then as if there were no tracker.
void ensure_running();
/// The number of its process. Nothing where none runs.
[[nodiscard]] std::optional<std::int64_t> pid();

}  // namespace resource_tracker

}  // namespace multiprocessing
