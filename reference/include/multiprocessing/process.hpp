// SPDX-License-Identifier: BSL-1.0
// Process: an activity that runs in a process of its own, with the face of a thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "multiprocessing/authkey.hpp"
#include "multiprocessing/process_target.hpp"
#include "multiprocessing/start_method.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

/// Something that becomes ready when a process ends: for wait().
class Sentinel {
 public:
  /// Of what the system knows the end of the process by.
  explicit Sentinel(std::intptr_t native) noexcept : native_(native) {}
  /// The descriptor or handle that becomes ready.
  [[nodiscard]] std::intptr_t native() const noexcept { return native_; }

 private:
  std::intptr_t native_;
};

/// What a process that has finished still has to send before it can end.
struct Flushing {
  std::string queue;      ///< the name of the queue
  std::size_t items = 0;  ///< that have not been sent
  std::size_t bytes = 0;  ///< of them
  /// The same in every part.
  bool operator==(const Flushing&) const = default;
};

class Process;

/// What can be said of a process before it starts.
struct ProcessOptions {
  std::string name = {};                         ///< "Process-1:2", counted within the parent, if empty
  std::optional<bool> daemon = {};               ///< as the creating process, if not given
  std::optional<StartMethod> start_method = {};  ///< the default of the process, if not given
};

namespace detail {

struct ProcessState;

/// Tells the target from what may stand before it, and from a process that is copied.
template <class F>
concept Target = std::conjunction_v<std::negation<std::is_same<std::decay_t<F>, ProcessOptions>>,
                                    std::negation<std::is_same<std::decay_t<F>, Process>>>;

}  // namespace detail

/// A process that runs a function, or has run it, or will. Copies name the same one; dropping the last copy ends
/// nothing.
///
/// Only the process that made it may start, join, terminate, kill or close it, or ask whether it runs and how it ended:
/// AssertionError for anybody else. Everything but close throws ValueError once it is closed.
///
/// Threads  Safe to use from several threads at once.
class Process {
 public:
  /// \param target     Anything that can be called. Under spawn and forkserver it must be a function, an object without
  ///                   state (a lambda without captures), or one that cereal can write and read; under fork anything
  ///                   serves.
  /// \param arguments  Kept as copies. Each must be Picklable, or the compiler says so; a pointer to characters is kept
  ///                   as a std::string. Locks, queues, connections and events may be among them.
  ///
  /// Promises PROCESS-ARGUMENTS-ARRIVE, PROCESS-TARGET-KINDS, PROCESS-TARGET-CAPTURES-FORK
  /// Differs  C++ has no keyword arguments: a struct with a serialize member does the same. A class of one's own with a
  ///          run() derives from ProcessOf.
  template <detail::Target F, class... Args>
  explicit Process(F&& target, Args&&... arguments)
      : Process(ProcessOptions{}, std::forward<F>(target), std::forward<Args>(arguments)...) {}

  /// The same, with a name, a daemon flag or a start method of its own.
  template <class F, class... Args>
  Process(ProcessOptions options, F&& target, Args&&... arguments)
      : Process(detail::make_task(std::forward<F>(target), std::forward<Args>(arguments)...), std::move(options)) {}

  /// Starts the process, once. Children that have ended are reaped first.
  ///
  /// Errors   AssertionError if it has been started, if this process is a daemon, or if freeze_support has not been
  ///          called and the method is spawn or forkserver; UnpicklableError if the target or an argument cannot be
  ///          given to another process; ProcessError if the fork server could not preload; OSError if the system
  ///          refuses. In each case nothing has been started, and start may be tried again. The exception: an OSError
  ///          with connection_aborted says that the fork server was killed at a moment when the child may just have
  ///          begun.
  /// Fork     A forked child has the thread that called start and no other. What other threads were changing at that
  ///          moment is usable there if it belongs to this library, and is not if it does not.
  ///
  /// Standard input of the child is empty, under every method.
  ///
  /// Promises PROCESS-START-RUNS, PROCESS-START-ONCE, PROCESS-DAEMON-CHILDLESS, PICKLING-START-REFUSED, PROCESS-STDIN
  /// Source   CPython 3.14 docs, library/multiprocessing, Process.start
  void start();

  /// Waits until the process has ended. May be called again. If the process has finished and cannot end, because nobody
  /// reads what it has put into a queue, the log says so after a second; see flushing().
  ///
  /// Errors   AssertionError if it has not been started.
  ///
  /// Promises PROCESS-JOIN-WAITS, PROCESS-JOIN-REPEATED, PROCESS-JOIN-STARTED
  void join();

  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
  /// \returns        Whether it has ended.
  ///
  /// Promises PROCESS-JOIN-TIMEOUT, PROCESS-JOIN-TIMEOUT-TRUE, PROCESS-JOIN-POLL
  /// Differs  Python's join returns nothing.
  bool join(Timeout timeout);

  /// What the process still has to send, if it has finished and does not end because nobody reads it: for each queue
  /// that this process knows, too. Empty while it works, and when it has ended. See Queue::cancel_join_thread.
  ///
  /// Errors   AssertionError for anybody but the process that made it.
  ///
  /// Promises UNDRAINED-FLUSHING
  /// Differs  Python has no such member.
  [[nodiscard]] std::vector<Flushing> flushing() const;

  /// Whether it has been started and has not ended. Reaps it if it has.
  [[nodiscard]] bool is_alive() const;

  /// Nothing before the end. Then 0 if the target returned, the number given to exit(), 1 if an exception left the
  /// target (it is reported on stderr, with all that is nested in it), or -N if signal N ended the process. 255 if the
  /// fork server that could have told ended before the process did.
  ///
  /// Promises PROCESS-EXITCODE-NONE, PROCESS-EXITCODE-ZERO, PROCESS-EXITCODE-NUMBER, PROCESS-EXITCODE-EXCEPTION,
  ///          PROCESS-EXITCODE-SIGNAL
  [[nodiscard]] std::optional<int> exitcode() const;

  /// Nothing before the start.
  [[nodiscard]] std::optional<std::int64_t> pid() const;
  /// The same.
  [[nodiscard]] std::optional<std::int64_t> ident() const { return pid(); }
  /// For messages and reports; it need not be the only one of that name.
  [[nodiscard]] std::string name() const;
  /// Possible at any time; a child that has been started keeps the name that it knows.
  void set_name(std::string name);

  /// Daemons are terminated when the process that made them ends, and may have no children.
  [[nodiscard]] bool daemon() const;
  /// Says whether it will be one.
  ///
  /// Errors   AssertionError once it has been started.
  void set_daemon(bool daemon);

  /// The authentication key that it will have, or has: that of the process that made it, as it was then. Of this
  /// process: what multiprocessing::authkey() says.
  ///
  /// Promises PROCESS-AUTHKEY
  [[nodiscard]] AuthenticationKey authkey() const;
  /// Gives it another one; a child that has been started keeps what it has.
  void set_authkey(AuthenticationKey key);

  /// Something that is ready from the end of the process on, for wait(). It is valid until close(), or until the last
  /// copy of this object has gone and the process has been reaped.
  ///
  /// Errors   ValueError if it has not been started.
  ///
  /// Promises PROCESS-SENTINEL-STARTED, PROCESS-SENTINEL-READY, PROCESS-SENTINEL-KILLED
  [[nodiscard]] Sentinel sentinel() const;

  /// Ends the process from outside (SIGTERM); its own children live on. Does nothing to one that has ended.
  ///
  /// Errors   AssertionError if it has not been started.
  ///
  /// Promises PROCESS-TERMINATE-ENDS, PROCESS-TERMINATE-ENDED
  void terminate();
  /// The same so that it cannot be refused (SIGKILL).
  void kill();
  /// Sends it what Ctrl-C on the keyboard sends (SIGINT). Does nothing to one that has ended.
  ///
  /// Errors   AssertionError if it has not been started; UnsupportedError on Windows, which has no signal that reaches
  ///          one process.
  ///
  /// Promises PROCESS-INTERRUPT
  void interrupt();

  /// Lets go of what belongs to the process. May be called again.
  ///
  /// Errors   ValueError if it is running.
  ///
  /// Promises PROCESS-CLOSE-RUNNING, PROCESS-CLOSE-THEN-USE, PROCESS-CLOSE-REPEATED, PROCESS-CLOSE-UNSTARTED
  void close();

  /// "<Process name='..' pid=.. parent=.. started daemon>": pid from the start on; one of initial, started, stopped,
  /// closed, and unknown for the child of another process; the exit code at the end, "-SIGTERM" for that of a signal.
  ///
  /// Promises PROCESS-TEXT
  friend std::string to_string(const Process& process);

  /// Whether they are copies of one object.
  friend bool operator==(const Process& left, const Process& right) noexcept { return left.state_ == right.state_; }

 protected:
  /// For ProcessOf: without a target, which start_running() is given. While an object is read in a child, this process.
  Process(const char* type_name, ProcessOptions options);
  /// start(), with that to do.
  void start_running(std::shared_ptr<detail::Task> task);
  /// In a forked child: from now on the object is the current process.
  void become_current();

 private:
  friend Process current_process();
  friend std::optional<Process> parent_process();
  friend std::vector<Process> active_children();

  explicit Process(std::shared_ptr<detail::ProcessState> state) : state_(std::move(state)) {}
  Process(std::unique_ptr<detail::Task> task, ProcessOptions options);

  std::shared_ptr<detail::ProcessState> state_;
};

/// The text of a process, as said there.
[[nodiscard]] std::string to_string(const Process& process);

/// This process, which is alive and whose name and daemon flag are its own.
[[nodiscard]] Process current_process();
/// The process that started this one; nothing in the main process. It has a pid, a name, a sentinel, is_alive and join.
///
/// Promises PROCESS-PARENT-NONE, PROCESS-PARENT-STARTER, PROCESS-PARENT-JOIN
[[nodiscard]] std::optional<Process> parent_process();
/// The children of this process that run; reaps those that have ended.
[[nodiscard]] std::vector<Process> active_children();
/// Ends this process with that code, of which POSIX keeps the low 8 bits: 300 is 44, -1 is 255. In a child it throws
/// SystemExit, so that destructors run on the way; in the main process, where nobody would catch that, it calls
/// std::exit.
///
/// Promises PROCESS-EXIT-ANYWHERE, PROCESS-EXIT-UNWINDS, PROCESS-EXITCODE-NUMBER
[[noreturn]] void exit(int code = 0);
/// With 1 for true and 0 for false, as in Python.
///
/// Promises PROCESS-EXITCODE-BOOL
[[noreturn]] void exit(std::same_as<bool> auto code) { multiprocessing::exit(static_cast<int>(code)); }
/// With code 1 and the message on stderr.
///
/// Promises PROCESS-EXITCODE-MESSAGE
[[noreturn]] void exit(std::string_view message);

}  // namespace multiprocessing
