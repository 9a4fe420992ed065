// SPDX-License-Identifier: BSL-1.0
// What came of a call, and who is told.
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <variant>

namespace multiprocessing::detail {

/// void as a value.
template <class R>
using held_t = std::conditional_t<std::is_void_v<R>, std::monostate, std::decay_t<R>>;

/// What came of one call.
template <class R>
struct Outcome {
  std::optional<held_t<R>> value;
  std::exception_ptr error;  // if there is no value
};

/// Takes the outcomes of the calls of one apply or map, in any order. Called by the threads of the pool.
template <class R>
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void deliver(std::size_t index, Outcome<R> outcome) = 0;
  /// A worker begins with it.
  virtual void begin() {}
};

}  // namespace multiprocessing::detail
