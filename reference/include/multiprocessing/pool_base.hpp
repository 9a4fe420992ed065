// SPDX-License-Identifier: BSL-1.0
// What a Pool of processes and one of threads have in common: the ways of giving them tasks.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "multiprocessing/async_result.hpp"
#include "multiprocessing/crew.hpp"
#include "multiprocessing/imap_results.hpp"
#include "multiprocessing/map_result.hpp"

namespace multiprocessing::detail {

template <class F>
concept TaskTarget = !std::is_same_v<std::decay_t<F>, TaskOptions>;

/// Tells a result type that no worker could send back from the others, in one line.
template <bool Across, class R>
constexpr void require_result() {
  static_assert(std::is_void_v<R> || std::is_move_constructible_v<held_t<R>>, "a result must be movable");
  if constexpr (Across && !std::is_void_v<R>) require_picklable<R>();
}

/// A unit for the workers of a crew. UnpicklableError if it cannot be given to another process.
template <bool Across, class R, bool Spread, class F, class Item>
std::shared_ptr<Unit> make_unit(std::shared_ptr<Sink<R>> sink, const void* group, std::size_t first, const F& target,
                                std::vector<Item> items, const TaskOptions& options) {
  std::shared_ptr<Unit> unit;
  if constexpr (Across) {
    require_picklable<Item>();
    unit = std::make_shared<UnitThere<R>>(std::move(sink), first, items.size());
    unit->request = save_request<R, F, Item, Spread>(target, items);
  } else {
    unit = std::make_shared<UnitHere<R, F, Item, Spread>>(std::move(sink), first, target, std::move(items));
  }
  unit->group = group;
  unit->options = options;
  return unit;
}

/// One call. `Result` is what it goes to: a CallResult or something derived from it.
template <bool Across, class R, class F, class... Args>
std::shared_ptr<CallResult<R>> submit_call(const std::shared_ptr<Crew>& crew, const TaskOptions& options, F&& target,
                                           Args&&... arguments) {
  using Item = std::tuple<stored_t<Args>...>;
  require_result<Across, R>();
  auto result = std::make_shared<CallResult<R>>(crew);
  std::vector<Item> items;
  items.emplace_back(std::forward<Args>(arguments)...);
  crew->submit({make_unit<Across, R, true, std::decay_t<F>, Item>(result, static_cast<const Completion*>(result.get()),
                                                                  0, target, std::move(items), options)});
  return result;
}

/// A map whose input is read to its end at once.
template <bool Across, bool Spread, class F, class Source>
auto submit_map(const std::shared_ptr<Crew>& crew, const F& target, Source source, const MapOptions& options) {
  using Item = typename Source::Item;
  using R = call_result_t<Spread, F, Item>;
  require_result<Across, R>();
  std::vector<Item> all;
  while (!source.done()) all.push_back(source.take());
  auto result = std::make_shared<MapResult<R>>(crew, all.size(), options.progress);
  const auto shares = crew->size() * 4;
  const auto chunksize =
      options.chunksize > 0 ? options.chunksize : std::max<std::size_t>(1, (all.size() + shares - 1) / shares);
  std::vector<std::shared_ptr<Unit>> units;
  for (std::size_t first = 0; first < all.size(); first += chunksize) {
    const auto end = std::min(all.size() - first, chunksize) + first;
    std::vector<Item> chunk(std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(first)),
                            std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(end)));
    units.push_back(make_unit<Across, R, Spread, F, Item>(result, static_cast<const Completion*>(result.get()), first,
                                                          target, std::move(chunk), options.task));
  }
  crew->submit(std::move(units));
  return AsyncResult<map_value_t<R>>(std::move(result));
}

/// A map whose input is read as its results are asked for.
template <bool Across, bool Spread, class F, class Source>
auto submit_imap(const std::shared_ptr<Crew>& crew, const F& target, Source source, const MapOptions& options,
                 bool ordered) {
  using Item = typename Source::Item;
  using R = call_result_t<Spread, F, Item>;
  require_result<Across, R>();
  crew->submit({});  // so that what is closed says so now
  const auto chunksize = std::max<std::size_t>(1, options.chunksize);
  const auto read_ahead = options.read_ahead ? std::max<std::size_t>(1, *options.read_ahead)
                          : source.size()    ? std::numeric_limits<std::size_t>::max()
                                             : crew->size() * chunksize * 4;
  auto arrivals = std::make_shared<Arrivals<R>>();
  auto submit = [crew, target, sink = std::shared_ptr<Sink<R>>(arrivals), task = options.task](
                    std::size_t first, std::vector<Item> items) {
    crew->submit({make_unit<Across, R, Spread, F, Item>(sink, sink.get(), first, target, std::move(items), task)});
  };
  return ImapResults<R>(std::move(arrivals),
                        std::make_unique<FeedOf<Source>>(std::move(source), chunksize, std::move(submit)), read_ahead,
                        ordered);
}

}  // namespace multiprocessing::detail
