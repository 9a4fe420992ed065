// SPDX-License-Identifier: BSL-1.0
// How children are made, and what `main` must call first.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace multiprocessing {

enum class StartMethod { fork, spawn };

[[nodiscard]] std::string_view to_string(StartMethod method) noexcept;
/// Throws ValueError if there is no such method.
[[nodiscard]] StartMethod start_method_from(std::string_view name);

/// The methods that work here, the default first. Empty where no process can be made.
[[nodiscard]] std::vector<StartMethod> get_all_start_methods();

/// Fixes the default method of this process. Throws ValueError if it does not work here, AssertionError if it has been
/// fixed already and `force` is false.
void set_start_method(StartMethod method, bool force = false);
/// The default method; fixes it. Throws UnsupportedError, with the reasons, where no process can be made.
[[nodiscard]] StartMethod get_start_method();
/// The default method if it has been fixed.
[[nodiscard]] std::optional<StartMethod> fixed_start_method() noexcept;

/// Must be the first statement of main in a program that starts processes by spawn. In a spawned child it runs the
/// target and does not return; anywhere else it only notes that it was called: a start by spawn before that is refused,
/// so that a program which forgets it never starts itself over and over.
///
/// Promises START-METHOD-FREEZE-SUPPORT
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.freeze_support
/// Differs  In Python only frozen programs need it.
void freeze_support(int argc, char** argv);

}  // namespace multiprocessing
