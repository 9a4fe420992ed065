// SPDX-License-Identifier: BSL-1.0
// Waiting for several futures.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <vector>

#include "multiprocessing/future.hpp"

namespace multiprocessing {

/// Until when wait() waits.
enum class ReturnWhen {
  first_completed,  ///< one is done
  first_exception,  ///< one has failed, or all are done
  all_completed     ///< all are done
};

namespace detail {

/// Counts those that are done, in the order in which they are.
class Arrived {
 public:
  void add(std::size_t index, bool failed);
  [[nodiscard]] std::optional<std::size_t> next(const Deadline& until);
  /// Until any, any failed one, or that many are there.
  void wait(ReturnWhen when, std::size_t all, const Deadline& until);

 private:
  Monitor monitor_;
  std::deque<std::size_t> waiting_;
  std::size_t count_ = 0;
  bool failed_ = false;
};

template <class T>
std::vector<Future<T>> without_duplicates(const std::vector<Future<T>>& futures) {
  std::vector<Future<T>> once;
  for (const auto& future : futures) {
    if (std::find(once.begin(), once.end(), future) == once.end()) once.push_back(future);
  }
  return once;
}

template <class T>
std::shared_ptr<Arrived> watch(const std::vector<Future<T>>& futures) {
  auto arrived = std::make_shared<Arrived>();
  for (std::size_t index = 0; index < futures.size(); ++index) {
    futures[index].state()->observe([arrived, index, state = std::weak_ptr(futures[index].state())] {
      const auto there = state.lock();
      arrived->add(index, there && there->error() && !there->cancelled());
    });
  }
  return arrived;
}

}  // namespace detail

/// What wait() found.
template <class T>
struct DoneAndNotDone {
  std::vector<Future<T>> done;      ///< with a result, an exception, or cancelled
  std::vector<Future<T>> not_done;  ///< the others
};

/// Waits until the first of the futures is done, or fails, or all of them are. Each is told once.
///
/// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
///
/// Promises FUTURES-WAIT
/// Source   CPython 3.14 docs, library/concurrent.futures, wait
template <class T>
[[nodiscard]] DoneAndNotDone<T> wait(const std::vector<Future<T>>& futures, ReturnWhen when = ReturnWhen::all_completed,
                                     Timeout timeout = std::nullopt) {
  const auto until = detail::deadline_after(timeout);
  const auto once = detail::without_duplicates(futures);
  detail::watch(once)->wait(when, once.size(), until);
  DoneAndNotDone<T> sorted;
  for (const auto& future : once) (future.done() ? sorted.done : sorted.not_done).push_back(future);
  return sorted;
}

}  // namespace multiprocessing
