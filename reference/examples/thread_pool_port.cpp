// SPDX-License-Identifier: BSL-1.0
// The drop-in port of the talk: a pool of worker threads becomes one of worker processes when the types it is made of
// come from multiprocessing. The pool below is written once; `Threads` and `Processes` are all that differs.
#include <condition_variable>
#include <deque>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

/// A queue between threads, as such pools have had since long.
template <class T>
class ThreadQueue {
 public:
  void put(T item) {
    const std::scoped_lock guard(shared_->mutex);
    shared_->items.push_back(std::move(item));
    shared_->filled.notify_one();
  }
  T get() {
    std::unique_lock guard(shared_->mutex);
    shared_->filled.wait(guard, [&] { return !shared_->items.empty(); });
    T item = std::move(shared_->items.front());
    shared_->items.pop_front();
    return item;
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable filled;
    std::deque<T> items;
  };
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

/// std::thread with the two calls that the pool uses.
class Thread {
 public:
  template <class... Args>
  explicit Thread(Args... args) : begin_([=] { return std::thread(args...); }) {}
  void start() { thread_ = begin_(); }
  void join() { thread_.join(); }

 private:
  std::function<std::thread()> begin_;
  std::thread thread_;
};

struct Threads {
  using Worker = Thread;
  template <class T>
  using Queue = ThreadQueue<T>;
};

struct Processes {
  using Worker = mp::Process;
  template <class T>
  using Queue = mp::Queue<T>;
};

int collatz_steps(int n) {
  int steps = 0;
  for (long long value = n; value > 1; ++steps) value = value % 2 == 0 ? value / 2 : 3 * value + 1;
  return steps;
}

template <class Kind>
class WorkerPool {
 public:
  explicit WorkerPool(int size) {
    for (int i = 0; i < size; ++i) workers_.emplace_back(&WorkerPool::work, requests_, results_);
    for (auto& worker : workers_) worker.start();
  }
  ~WorkerPool() {
    for (std::size_t i = 0; i < workers_.size(); ++i) requests_.put(0);
    for (auto& worker : workers_) worker.join();
  }
  void request(int n) { requests_.put(n); }
  int result() { return results_.get(); }

 private:
  using Queue = typename Kind::template Queue<int>;

  static void work(Queue requests, Queue results) {
    while (const int n = requests.get()) results.put(collatz_steps(n));
  }

  Queue requests_, results_;
  std::vector<typename Kind::Worker> workers_;
};

template <class Kind>
long long steps_below(int limit) {
  WorkerPool<Kind> pool(3);
  for (int n = 1; n < limit; ++n) pool.request(n);
  long long total = 0;
  for (int n = 1; n < limit; ++n) total += pool.result();
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  const auto processes = steps_below<Processes>(2'000);
  const auto threads = steps_below<Threads>(2'000);
  std::cout << "processes counted " << processes << " steps, threads " << threads << '\n';
  return processes == threads ? 0 : 1;
}
