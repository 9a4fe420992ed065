// SPDX-License-Identifier: BSL-1.0
// How a worker in another process is told what to call, and how it tells what came of it.
#pragma once

#include <functional>
#include <tuple>
#include <typeinfo>
#include <utility>
#include <vector>

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

using WorkerEntry = void (*)(InputArchive& request, OutputArchive& reply);

/// In the worker: what save_request wrote.
template <class R, class F, class Item, bool Spread>
void enter_unit(InputArchive& request, OutputArchive& reply) {
  std::uint64_t count = 0;
  std::optional<F> target;
  std::exception_ptr unreadable;  // from where on nothing in the request can be found
  request(count);
  try {
    target.emplace(load_target<F>(request));
  } catch (...) {
    unreadable = std::current_exception();
  }
  for (; count > 0; --count) {
    std::optional<Item> item;
    try {
      LoadingScope scope;
      if (!unreadable) request(item.emplace());
    } catch (...) {
      unreadable = std::current_exception();
    }
    if (unreadable) {
      reply(false, describe(unreadable));
    } else {
      write_outcome<R>(reply, [&]() -> decltype(auto) { return call_with<Spread>(*target, std::move(*item)); });
    }
  }
}

template <class R, class F, class Item, bool Spread>
Bytes save_request(const F& target, const std::vector<Item>& items) {
  OutputArchive request;
  try {
    save_code(request, reinterpret_cast<void (*)()>(static_cast<WorkerEntry>(&enter_unit<R, F, Item, Spread>)));
    request(static_cast<std::uint64_t>(items.size()));
    save_target(request, target);
    for (const Item& item : items) request(item);
  } catch (const cereal::Exception& error) {
    throw UnpicklableError(error.what());
  }
  return request.take();
}

}  // namespace multiprocessing::detail
