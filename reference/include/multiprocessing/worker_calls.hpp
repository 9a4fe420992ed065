// SPDX-License-Identifier: BSL-1.0
// A call in a worker, and how the worker tells what came of it.
#pragma once

#include <exception>
#include <functional>
#include <tuple>
#include <typeinfo>
#include <utility>

#include "multiprocessing/blob.hpp"
#include "multiprocessing/completion.hpp"
#include "multiprocessing/process.hpp"
#include "multiprocessing/remote_error.hpp"

namespace multiprocessing::detail {

template <bool Spread, class F, class Item>
decltype(auto) call_with(F& target, Item&& item) {
  if constexpr (Spread) {
    return std::apply(target, std::forward<Item>(item));
  } else {
    return std::invoke(target, std::forward<Item>(item));
  }
}

/// What the call gives.
template <bool Spread, class F, class Item>
using call_result_t =
    std::remove_cvref_t<decltype(call_with<Spread>(std::declval<F&>(), std::declval<std::remove_cvref_t<Item>>()))>;

/// Throws MaybeEncodingError, with what went wrong nested in it.
[[noreturn]] void refuse_result(const std::type_info& type);

template <class R, class Call>
void write_outcome(OutputArchive& reply, Call&& call) {
  Blob value;
  try {
    if constexpr (std::is_void_v<R>) {
      call();
    } else {
      const R result = call();
      try {
        value.bytes = dumps(result);
      } catch (...) {
        refuse_result(typeid(R));
      }
    }
  } catch (...) {
    reply(false, describe(std::current_exception()));
    return;
  }
  reply(true, value);
}

template <class R>
Outcome<R> read_outcome(InputArchive& reply) {
  bool good = false;
  reply(good);
  if (!good) {
    RemoteFailure failure;
    reply(failure);
    return {{}, to_exception(failure)};
  }
  Blob value;
  reply(value);
  if constexpr (std::is_void_v<R>) {
    return {std::monostate(), {}};
  } else {
    try {
      return {loads<R>(value.bytes), {}};
    } catch (...) {
      return {{}, std::current_exception()};
    }
  }
}

}  // namespace multiprocessing::detail
