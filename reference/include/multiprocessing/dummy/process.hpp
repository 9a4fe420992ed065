// SPDX-License-Identifier: BSL-1.0
// Process among threads: a thread with the face of a process.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "multiprocessing/dummy/monitor.hpp"
#include "multiprocessing/process.hpp"

namespace multiprocessing::dummy {

using multiprocessing::ProcessOptions;

namespace detail {
struct ProcessState;
}

class Process;
namespace detail {
template <class F>
concept Target = multiprocessing::detail::Target<F> && !std::is_same_v<std::decay_t<F>, Process>;
}

/// multiprocessing::Process as a thread of this process: for systems without processes, and for programs that want to
/// try both. Copies name the same one.
///
/// Its end waits for the children that it has started and that are no daemons; the end of the program waits for those
/// of the main thread.
///
/// Errors   AssertionError, ValueError as multiprocessing::Process; OSError from start if the system gives no thread.
/// Threads  Safe to use from several threads at once. Anybody may join it.
///
/// Promises DUMMY-PROCESS, DUMMY-PROCESS-ARGUMENTS, DUMMY-PROCESS-EXITCODE, DUMMY-PROCESS-CHILDREN,
///          DUMMY-PROCESS-DAEMON
/// Differs  A thread cannot be ended from outside: there is no terminate and no kill, and no sentinel to wait for.
///          Anything can be the target, and arguments need not be Picklable. The start method says nothing.
class Process {
 public:
  ///@{
  /// Of a thread that is to call the target with copies of the arguments.
  template <detail::Target F, class... Args>
  explicit Process(F&& target, Args&&... arguments)
      : Process(ProcessOptions{}, std::forward<F>(target), std::forward<Args>(arguments)...) {}

  template <class F, class... Args>
  Process(ProcessOptions options, F&& target, Args&&... arguments)
      : Process(make_task(std::forward<F>(target), std::forward<Args>(arguments)...), std::move(options)) {}
  ///@}

  /// Starts the thread, once.
  void start();
  /// Waits for its end.
  void join();
  /// The same for at most so long. \returns whether it has ended.
  bool join(Timeout timeout);
  /// Whether it runs.
  [[nodiscard]] bool is_alive() const;
  /// Nothing before the end. Then 0 if the target returned, the number given to exit(), or 1 if an exception left the
  /// target (it is reported on stderr).
  [[nodiscard]] std::optional<int> exitcode() const;
  /// A number that no other has, of a process or a thread that is one. Nothing before the start.
  [[nodiscard]] std::optional<std::int64_t> pid() const;
  ///@{
  /// As multiprocessing::Process has them.
  [[nodiscard]] std::string name() const;
  void set_name(std::string name);
  [[nodiscard]] bool daemon() const;
  void set_daemon(bool daemon);
  void close();
  ///@}

  /// Whether both name the same one.
  friend bool operator==(const Process& left, const Process& right) noexcept { return left.state_ == right.state_; }
  /// As that of multiprocessing::Process.
  ///
  /// Promises DUMMY-TEXT
  friend std::string to_string(const Process& process);

 private:
  friend Process current_process();
  friend std::optional<Process> parent_process();
  friend std::vector<Process> active_children();

  using Task = std::function<void()>;
  explicit Process(std::shared_ptr<detail::ProcessState> state) : state_(std::move(state)) {}
  Process(Task task, ProcessOptions options);
  [[nodiscard]] detail::ProcessState& open() const;

  template <class F, class... Args>
  static Task make_task(F&& target, Args&&... arguments) {
    using multiprocessing::detail::stored_t;
    static_assert(std::is_invocable_v<std::decay_t<F>&, stored_t<Args>...>,
                  "the target cannot be called with these arguments");
    // Kept behind a pointer: what cannot be copied may be called and passed all the same.
    auto kept = std::make_shared<std::pair<std::decay_t<F>, std::tuple<stored_t<Args>...>>>(
        std::forward<F>(target), std::tuple<stored_t<Args>...>(std::forward<Args>(arguments)...));
    return [kept] { std::apply(kept->first, std::move(kept->second)); };
  }

  std::shared_ptr<detail::ProcessState> state_;
};

/// As that of multiprocessing::Process.
[[nodiscard]] std::string to_string(const Process& process);

/// The process whose thread this is; the main one for the main thread, and for threads that are none.
[[nodiscard]] Process current_process();
/// Who started it; nothing in the main one.
[[nodiscard]] std::optional<Process> parent_process();
/// The children of this one that run.
[[nodiscard]] std::vector<Process> active_children();
/// Ends this process with that code, as multiprocessing::exit does.
[[noreturn]] void exit(int code);

/// So that a program may be written for both: threads need nothing prepared.
inline void freeze_support(int, char**) noexcept {}

}  // namespace multiprocessing::dummy
