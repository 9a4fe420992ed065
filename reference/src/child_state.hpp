// SPDX-License-Identifier: BSL-1.0
// What a child that does not have the memory of its parent is told: who it is, and what to do.
#pragma once

#include <functional>
#include <string>

#include "hand_off.hpp"
#include "process_start.hpp"

namespace multiprocessing::detail {

/// AssertionError unless freeze_support has been called: the program could not tell its children from itself.
void require_freeze_support(StartMethod method);

/// Writes everything that begin_child reads. Throws UnpicklableError; nothing has been started then.
void write_child(OutputArchive& archive, HandOff& hand_off, const Task& task, const Birth& birth, StartMethod method,
                 platform::native_handle lifeline);
/// Becomes the child that the state describes, and does its work.
[[noreturn]] void begin_child(InputArchive& archive);

/// Comes before everything else: another build of the program could not read what follows.
void write_program(OutputArchive& archive);
void require_same_program(InputArchive& archive);

/// Whoever launches this program lets it join its own tree of names; `hand_off` is told what it inherits for that.
void write_name_tree(OutputArchive& archive, HandOff& hand_off);
void join_name_tree(InputArchive& archive);

/// Calls the beginning of a process, which does not return. What goes wrong there is one line on stderr, and code 1.
[[noreturn]] void begin_or_fail(const std::function<void()>& begin);

}  // namespace multiprocessing::detail
