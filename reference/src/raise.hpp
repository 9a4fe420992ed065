// SPDX-License-Identifier: BSL-1.0
// From the platform's results to the library's exceptions: the one place where that is decided.
#pragma once

#include <string>
#include <utility>

#include "multiprocessing/errors.hpp"
#include "platform/error.hpp"

namespace multiprocessing::detail {

/// UnsupportedError if the target cannot do it at all, OSError with the native code otherwise.
[[noreturn]] void raise(const platform::error& failure);
/// An OSError of our own making, in the words of the system where it has them.
[[noreturn]] void raise_os(std::errc code, const std::string& what);

/// The value, or the exception that the failure stands for.
template <class T>
T checked(platform::result<T> outcome) {
  if (!outcome) raise(outcome.error());
  return *std::move(outcome);
}
inline void checked(const platform::result<>& outcome) {
  if (!outcome) raise(outcome.error());
}

/// `state` itself; ValueError if there is none, because the object was moved from or never loaded.
template <class Pointer>
const Pointer& live(const Pointer& state, const char* what) {
  if (!state) throw ValueError(std::string("this ") + what + " is empty: it was moved from or never filled");
  return state;
}

}  // namespace multiprocessing::detail
