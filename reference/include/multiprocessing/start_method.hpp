// SPDX-License-Identifier: BSL-1.0
// How children are made, and what `main` must call first.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace multiprocessing {

/// `fork` copies this process; `spawn` launches the program once more for each child; `forkserver` launches it once, as
/// a server that forks each child (see forkserver.hpp).
enum class StartMethod { fork, spawn, forkserver };

/// "fork", "spawn" or "forkserver".
[[nodiscard]] std::string_view to_string(StartMethod method) noexcept;
/// Throws ValueError if there is no such method.
[[nodiscard]] StartMethod start_method_from(std::string_view name);

/// The methods that work here, the default first. Empty where no process can be made. The default is fork, except on
/// systems whose own libraries break in a forked child (macOS), or that cannot fork (Windows): there it is spawn.
///
/// Promises START-METHOD-LIST
/// Differs  In Python 3.14 the default is forkserver where it works, but on macOS and Windows.
[[nodiscard]] std::vector<StartMethod> get_all_start_methods();

/// Fixes the default method of this process. Without a method: the one that is fixed already or would be anyhow; with
/// `force` nothing is fixed then.
///
/// Errors   ValueError if the method does not work here; AssertionError if one has been fixed already and `force` is
///          false.
///
/// Promises START-METHOD-SET-ONCE, START-METHOD-SET-FORCE, START-METHOD-RESET
void set_start_method(std::optional<StartMethod> method, bool force = false);
/// The same, by name. Throws ValueError if there is no such method.
void set_start_method(std::string_view name, bool force = false);
/// The default method; fixes it. Throws UnsupportedError, with the reasons, where no process can be made.
[[nodiscard]] StartMethod get_start_method();
/// The default method if it has been fixed: Python's get_start_method(allow_none=True).
[[nodiscard]] std::optional<StartMethod> fixed_start_method() noexcept;

/// What becomes of a start by fork in a process that has threads which are not the library's. The child has none of
/// them, and what they hold locked at that moment, within the allocator of some systems, too, stays locked in it.
enum class ForkWithThreads {
  allow,   ///< nobody looks
  warn,    ///< one line of the logger in the life of a process
  refuse,  ///< start() throws AssertionError
};
/// `warn` at first. Where the system does not list threads (everywhere but Linux) it is `allow`.
///
/// Promises START-METHOD-FORK-THREADS
/// Source   CPython 3.12 docs, os.fork: DeprecationWarning in a process with several threads
void set_fork_with_threads(ForkWithThreads what);

/// The program that is launched for children by spawn and for the fork server; this one if nothing is given. It must be
/// the same build, perhaps in another place: a child of another build ends with code 1.
///
/// Promises PROCESS-EXECUTABLE
/// Source   CPython 3.14 docs, library/multiprocessing, set_executable
void set_executable(const std::optional<std::filesystem::path>& executable);

/// Must be the first statement of main in a program that starts processes by spawn or forkserver. In a spawned child
/// it runs the target, in a fork server it serves, and does not return; anywhere else it only notes that it was called:
/// a start by those methods before that is refused, so that a program which forgets it never starts itself over and
/// over.
///
/// Promises START-METHOD-FREEZE-SUPPORT
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.freeze_support
/// Differs  In Python only frozen programs need it.
void freeze_support(int argc, char** argv);

}  // namespace multiprocessing
