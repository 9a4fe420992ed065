// SPDX-License-Identifier: BSL-1.0
// The waits that a manager serves.
#pragma once

#include "multiprocessing/timeout.hpp"

namespace multiprocessing::detail {

/// Of the overloads the one without a stop token, which names threads of one process and does not travel. Constants, as
/// g++ 12.2 cannot write debug information for a cast in their place (internal error in is_base_type).
///@{
template <class T>
inline constexpr bool (T::*timed_acquire)(Timeout) = &T::acquire;
template <class T>
inline constexpr bool (T::*timed_wait)(Timeout) = &T::wait;
template <class T>
inline constexpr bool (T::*timed_join)(Timeout) = &T::join;
///@}

}  // namespace multiprocessing::detail
