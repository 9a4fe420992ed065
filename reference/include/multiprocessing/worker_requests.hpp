// SPDX-License-Identifier: BSL-1.0
// How a worker in another process is told what to call.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "multiprocessing/worker_calls.hpp"

namespace multiprocessing::detail {

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
