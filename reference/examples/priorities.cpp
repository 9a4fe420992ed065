// SPDX-License-Identifier: BSL-1.0
// Priorities: a pool takes its tasks in the order in which it gets them. Whoever wants another order keeps the tasks,
// and hands out no more than there are workers: then what is urgent overtakes what waits.
#include <functional>
#include <iostream>
#include <queue>
#include <string>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

struct Job {
  int priority = 0;
  std::string name;
  friend bool operator<(const Job& left, const Job& right) { return left.priority < right.priority; }
};

std::string done(const std::string& name) { return name + " is done"; }

/// Runs jobs on an executor of that many workers; those of the highest priority first.
class ByPriority {
 public:
  explicit ByPriority(int workers) : executor_(workers), workers_(static_cast<std::size_t>(workers)) {}

  void add(int priority, std::string name) { waiting_.push({priority, std::move(name)}); }

  /// Calls `use` with the answer of each job until none is left. More may be added meanwhile.
  void run(const std::function<void(const std::string&)>& use) {
    std::vector<mp::Future<std::string>> running;
    while (!waiting_.empty() || !running.empty()) {
      for (; !waiting_.empty() && running.size() < workers_; waiting_.pop()) {
        running.push_back(executor_.submit(done, waiting_.top().name));
      }
      auto sorted = mp::wait(running, mp::ReturnWhen::first_completed);
      running = std::move(sorted.not_done);
      for (const auto& future : sorted.done) use(future.result());
    }
  }

 private:
  mp::ProcessPoolExecutor executor_;
  std::size_t workers_;
  std::priority_queue<Job> waiting_;
};

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  ByPriority jobs(1);  // with one worker the order can be told
  jobs.add(1, "the archive");
  jobs.add(5, "the customer");
  jobs.add(3, "the report");
  std::vector<std::string> order;
  jobs.run([&](const std::string& answer) {
    std::cout << answer << '\n';
    order.push_back(answer);
    if (order.size() == 1) jobs.add(9, "the fire");
  });
  const std::vector<std::string> expected{"the customer is done", "the fire is done", "the report is done",
                                          "the archive is done"};
  return order == expected ? 0 : 1;
}
