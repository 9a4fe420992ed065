// SPDX-License-Identifier: BSL-1.0
// Runs programs of a host: lists and facts at once, and the tasks of a plan side by side, each contained and judged.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <string>
#include <vector>

#include "contain.hpp"
#include "host_protocol.hpp"
#include "plan.hpp"
#include "workplace.hpp"

namespace procport::runner {

/// The words of a command that starts the host: those of the launcher, if there is one, before its path. Throws
/// Refusal{2} if they make no sense or name no program of this system.
[[nodiscard]] std::vector<std::string> host_command(const std::string& launcher, const std::filesystem::path& host);

/// The event loop with everything that hangs on it. One for each program run.
class Engine {
 public:
  explicit Engine(double timeout_scale);

  /// `command --list` or `--facts`. Throws Refusal{9} if the host cannot be started, takes too long, ends with
  /// another code than 0, or writes something that is not as agreed.
  [[nodiscard]] Host list(const std::vector<std::string>& command);
  [[nodiscard]] SystemFacts facts(const std::vector<std::string>& command);

  struct Events {
    /// Before a body runs: when it returns, the start is on record. May throw Refusal to end the run.
    std::function<void(std::size_t task, const std::string& token, std::chrono::milliseconds limit)> start;
    std::function<void(std::size_t task, Result result)> result;
    std::function<std::int64_t()> elapsed_ms;
  };
  /// Runs all tasks, at most `jobs` at once. Returns when each has a result or the run was stopped; tasks that were
  /// never reached have none. A Refusal out of an event is thrown again after everything has been killed.
  void run(const Host& host, const Catalogue& catalogue, const Plan& plan, std::size_t jobs, const Events& events);

  /// The signal that stopped the run, or 0.
  [[nodiscard]] int stopped_by() const { return signal_; }
  [[nodiscard]] std::string containment() const { return containment_.kind(); }
  [[nodiscard]] std::vector<std::string> sweep() { return containment_.sweep(); }

 private:
  friend class TaskLoop;
  [[nodiscard]] std::string ask(const std::vector<std::string>& command, const std::string& verb);
  void watch_signals();

  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_;
  Containment containment_;
  Workplace workplace_;
  double scale_;
  int signal_ = 0;
};

}  // namespace procport::runner
