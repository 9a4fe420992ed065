// SPDX-License-Identifier: BSL-1.0
// PoolProxy: a pool in a manager's server.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "multiprocessing/managers/imap_results_proxy.hpp"
#include "multiprocessing/pool_base.hpp"

namespace multiprocessing {

/// A pool whose workers are children of the server, for all processes that have the key of its manager. Its end is that
/// of its last proxy, or of the manager.
///
/// Targets, arguments and results are as those of a Pool; they may be proxies of the same manager. The server must run
/// the program that calls, since its workers are told what to call by the place of the code in it.
///
/// Errors   As those of Pool, and as Proxy::call. ValueError from what gives it tasks once close or terminate was
///          called.
///
/// Promises SYNC-MANAGER-POOL, SYNC-MANAGER-POOL-MAPS, SYNC-MANAGER-POOL-ENDS
/// Source   CPython 3.14 Lib/multiprocessing/managers.py, PoolProxy
/// Differs  Inputs are read in the caller and at once, also by imap: `read_ahead` says nothing. There are no callbacks;
///          `progress` is a ValueError.
class PoolProxy : public Proxy<detail::ManagedPool> {
  using Managed = detail::ManagedPool;

 public:
  using Proxy::Proxy;

  ///@{
  /// As those of Pool. What waits for nothing gives an AsyncResultProxy.
  template <detail::TaskTarget F, class... Args>
  auto apply(F&& target, Args&&... arguments) const {
    return apply_async(std::forward<F>(target), std::forward<Args>(arguments)...).get();
  }
  template <class F, class... Args>
  auto apply(const TaskOptions& options, F&& target, Args&&... arguments) const {
    return apply_async(options, std::forward<F>(target), std::forward<Args>(arguments)...).get();
  }
  template <detail::TaskTarget F, class... Args>
  auto apply_async(F&& target, Args&&... arguments) const {
    return apply_async(TaskOptions{}, std::forward<F>(target), std::forward<Args>(arguments)...);
  }
  template <class F, class... Args>
  auto apply_async(const TaskOptions& options, F&& target, Args&&... arguments) const {
    using Item = std::tuple<detail::stored_t<Args>...>;
    using R = detail::call_result_t<true, std::decay_t<F>, Item>;
    std::vector<Item> items;
    items.emplace_back(std::forward<Args>(arguments)...);
    return AsyncResultProxy<R>(submit<R, true>(std::decay_t<F>(std::forward<F>(target)), std::move(items), 1, options));
  }

  template <class F, class Range>
  auto map(F target, Range&& inputs, const MapOptions& options = {}) const {
    return map_async(std::move(target), std::forward<Range>(inputs), options).get();
  }
  template <class F, class Range>
  auto map_async(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_map<false>(target, detail::Input<Range>(std::forward<Range>(inputs)), options);
  }
  template <class F, class Range>
  auto starmap(F target, Range&& inputs, const MapOptions& options = {}) const {
    return starmap_async(std::move(target), std::forward<Range>(inputs), options).get();
  }
  template <class F, class Range>
  auto starmap_async(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_map<true>(target, detail::Input<Range>(std::forward<Range>(inputs)), options);
  }
  ///@}
  ///@{
  /// The results one by one, in the order of the inputs or in that in which they come.
  template <class F, class Range>
  auto imap(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_imap(target, detail::Input<Range>(std::forward<Range>(inputs)), options, true);
  }
  template <class F, class Range>
  auto imap_unordered(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_imap(target, detail::Input<Range>(std::forward<Range>(inputs)), options, false);
  }
  ///@}

  ///@{
  /// As those of Pool.
  void close() const { call<&Managed::close>(); }
  void terminate() const { call<&Managed::terminate>(); }
  void join() const { call<&Managed::join>(); }
  [[nodiscard]] std::size_t size() const { return call<&Managed::size>(); }
  ///@}

 private:
  template <class R, bool Spread, class F, class Item>
  Proxy<detail::ManagedTasks> submit(const F& target, std::vector<Item> items, std::size_t chunksize,
                                     const TaskOptions& options) const {
    detail::require_result<true, R>();
    detail::require_picklable<Item>();
    std::vector<detail::PoolRequest> requests;
    for (auto first = items.begin(); first != items.end();) {
      const auto end = first + std::min(items.end() - first, static_cast<std::ptrdiff_t>(chunksize));
      const std::vector<Item> chunk(std::make_move_iterator(first), std::make_move_iterator(end));
      requests.push_back({{detail::save_request<R, F, Item, Spread>(target, chunk)}, chunk.size()});
      first = end;
    }
    return call<&Managed::submit>(requests, detail::TaskSettings{options});
  }
  template <class Source>
  static auto all_of(Source& source, const MapOptions& options) {
    if (options.progress) throw ValueError("a pool of a manager cannot call what shows progress");
    std::vector<typename Source::Item> all;
    while (!source.done()) all.push_back(source.take());
    return all;
  }
  template <bool Spread, class F, class Source>
  auto submit_map(const F& target, Source source, const MapOptions& options) const {
    using R = detail::call_result_t<Spread, F, typename Source::Item>;
    auto all = all_of(source, options);
    const auto shares = size() * 4;
    const auto chunksize =
        options.chunksize > 0 ? options.chunksize : std::max<std::size_t>(1, (all.size() + shares - 1) / shares);
    return AsyncResultProxy<R, true>(submit<R, Spread>(target, std::move(all), chunksize, options.task));
  }
  template <class F, class Source>
  auto submit_imap(const F& target, Source source, const MapOptions& options, bool ordered) const {
    using R = detail::call_result_t<false, F, typename Source::Item>;
    auto all = all_of(source, options);
    const auto count = all.size();
    const auto chunksize = std::max<std::size_t>(1, options.chunksize);
    return ImapResultsProxy<R>(submit<R, false>(target, std::move(all), chunksize, options.task), count, ordered);
  }
};

/// \cond
template <>
struct ProxyFor<detail::ManagedPool> {
  using type = PoolProxy;
};
/// \endcond

}  // namespace multiprocessing
