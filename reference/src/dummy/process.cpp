// SPDX-License-Identifier: BSL-1.0
// Threads with the face of processes.
#include "multiprocessing/dummy/process.hpp"

#include <algorithm>
#include <atomic>
#include <boost/core/demangle.hpp>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <typeinfo>

#include "multiprocessing/dummy/held.hpp"
#include "multiprocessing/errors.hpp"
#include "platform/thread_end.hpp"

namespace multiprocessing::dummy {
namespace detail {

struct ProcessState : std::enable_shared_from_this<ProcessState> {
  enum class Phase { initial, running, ended, closed };

  Monitor monitor;  // guards what follows
  Phase phase = Phase::initial;
  std::string name;
  bool daemon = false;
  std::optional<std::int64_t> pid;
  std::optional<int> exitcode;
  std::function<void()> task;
  std::vector<std::shared_ptr<ProcessState>> children;  // started, and not seen to end
  std::uint32_t children_named = 0;
  std::string numbers;  // "1:2" of the second child of the first
  std::weak_ptr<ProcessState> parent;

  void run(const std::function<void()>& started);
  void finish_children();
};

namespace {

std::int64_t next_pid() {
  static std::atomic<std::int64_t> last{0};
  return ++last;
}

/// Never destroyed: threads may run longer than static objects live.
const std::shared_ptr<ProcessState>& main_process() {
  static const auto& itself = *new std::shared_ptr<ProcessState>([] {
    auto made = std::make_shared<ProcessState>();
    made->name = "MainProcess";
    made->phase = ProcessState::Phase::running;
    made->pid = next_pid();
    return made;
  }());
  return itself;
}

thread_local ProcessState* of_this_thread = nullptr;  // the thread itself keeps it

std::shared_ptr<ProcessState> current() { return of_this_thread ? of_this_thread->shared_from_this() : main_process(); }

void report_uncaught(const std::string& name, const std::string& what) {
  std::fprintf(stderr, "Process %s:\n  %s\n", name.c_str(), what.c_str());
}

int call(const std::string& name, const std::function<void()>& task) {
  try {
    task();
    return 0;
  } catch (const SystemExit& end) {
    return end.code;
  } catch (const std::exception& error) {
    report_uncaught(name, boost::core::demangle(typeid(error).name()) + ": " + error.what());
  } catch (...) {
    report_uncaught(name, "an exception that is no std::exception");
  }
  return 1;
}

bool wait_for_end(ProcessState& state, const Deadline& until) {
  Visit visit(state.monitor);
  return visit.wait(until, [&] { return state.exitcode.has_value(); });
}

}  // namespace

void ProcessState::run(const std::function<void()>& started) {
  of_this_thread = this;
  int code = call(name, started);
  finish_children();
  Holder::end_this_thread();  // before anybody can see the end
  {
    Visit visit(monitor);
    exitcode = code;
    phase = Phase::ended;
    visit.tell_all();
  }
}

void ProcessState::finish_children() {
  std::vector<std::shared_ptr<ProcessState>> waited_for;
  {
    const Visit visit(monitor);
    waited_for = children;
  }
  for (const auto& child : waited_for) {
    if (!child->daemon) (void)wait_for_end(*child, std::nullopt);
  }
}

}  // namespace detail

using detail::ProcessState;
using Phase = ProcessState::Phase;

Process::Process(Task task, ProcessOptions options) : state_(std::make_shared<ProcessState>()) {
  const auto parent = detail::current();
  const detail::Visit visit(parent->monitor);
  state_->numbers = parent->numbers + (parent->numbers.empty() ? "" : ":") + std::to_string(++parent->children_named);
  state_->name = options.name.empty() ? "Process-" + state_->numbers : std::move(options.name);
  state_->daemon = options.daemon.value_or(parent->daemon);
  state_->parent = parent;
  state_->task = std::move(task);
}

ProcessState& Process::open() const {
  auto& state = *detail::live(state_, "Process");
  const detail::Visit visit(state.monitor);
  if (state.phase == Phase::closed) throw ValueError("process object is closed");
  return state;
}

void Process::start() {
  auto& state = open();
  const auto parent = detail::current();
  if (state.parent.lock() != parent) throw AssertionError("can only start a process that this one has made");
  if (parent->daemon) throw AssertionError("daemonic processes are not allowed to have children");
  static const bool waited_for = std::atexit([] { detail::main_process()->finish_children(); }) == 0;
  (void)waited_for;
  std::function<void()> task;
  {
    const detail::Visit visit(state.monitor);
    if (state.phase != Phase::initial) throw AssertionError("cannot start a process twice");
    state.phase = Phase::running;
    state.pid = detail::next_pid();
    task = state.task;
  }
  try {
    platform::detach_thread(std::thread([kept = state_, task] { kept->run(task); }));
  } catch (const std::system_error& error) {
    const detail::Visit visit(state.monitor);
    state.phase = Phase::initial;
    state.pid.reset();
    throw OSError(error.code(), "no thread can be started");
  }
  {
    const detail::Visit visit(state.monitor);
    state.task = nullptr;
  }
  (void)active_children();
  const detail::Visit visit(parent->monitor);
  parent->children.push_back(state_);
}

void Process::join() { (void)join(std::nullopt); }

bool Process::join(Timeout timeout) {
  auto& state = open();
  const auto until = detail::deadline_after(timeout);
  if (state_ == detail::current()) throw AssertionError("cannot join current process");
  if (!pid()) throw AssertionError("can only join a started process");
  return detail::wait_for_end(state, until);
}

bool Process::is_alive() const {
  auto& state = open();
  const detail::Visit visit(state.monitor);
  return state.phase == Phase::running;
}

std::optional<int> Process::exitcode() const {
  auto& state = open();
  const detail::Visit visit(state.monitor);
  return state.exitcode;
}

std::optional<std::int64_t> Process::pid() const {
  auto& state = open();
  const detail::Visit visit(state.monitor);
  return state.pid;
}

std::string Process::name() const {
  auto& state = open();
  const detail::Visit visit(state.monitor);
  return state.name;
}

void Process::set_name(std::string name) {
  auto& state = open();
  const detail::Visit visit(state.monitor);
  state.name = std::move(name);
}

bool Process::daemon() const {
  auto& state = open();
  const detail::Visit visit(state.monitor);
  return state.daemon;
}

void Process::set_daemon(bool daemon) {
  auto& state = open();
  const detail::Visit visit(state.monitor);
  if (state.phase != Phase::initial) throw AssertionError("process has already started");
  state.daemon = daemon;
}

void Process::close() {
  auto& state = *detail::live(state_, "Process");
  std::function<void()> dropped;
  const detail::Visit visit(state.monitor);
  if (state.phase == Phase::running) {
    throw ValueError("cannot close a process while it is still running: join it first");
  }
  dropped = std::move(state.task);
  state.phase = Phase::closed;
}

std::string to_string(const Process& process) {
  auto& state = *detail::live(process.state_, "Process");
  std::optional<std::int64_t> parent_pid;
  if (const auto parent = state.parent.lock()) {
    const detail::Visit visit(parent->monitor);
    parent_pid = parent->pid;
  }
  const detail::Visit visit(state.monitor);
  std::string text = "<Process name='" + state.name + "'";
  if (state.pid) text += " pid=" + std::to_string(*state.pid);
  if (parent_pid) text += " parent=" + std::to_string(*parent_pid);
  constexpr const char* phases[] = {" initial", " started", " stopped", " closed"};
  text += phases[static_cast<std::size_t>(state.phase)];
  if (state.phase == Phase::ended) text += " exitcode=" + std::to_string(*state.exitcode);
  if (state.daemon) text += " daemon";
  return text + ">";
}

Process current_process() { return Process(detail::current()); }

std::optional<Process> parent_process() {
  auto parent = detail::current()->parent.lock();
  if (!parent) return std::nullopt;
  return Process(std::move(parent));
}

std::vector<Process> active_children() {
  const auto itself = detail::current();
  auto& state = *itself;
  std::vector<std::shared_ptr<ProcessState>> children;
  {
    const detail::Visit visit(state.monitor);
    children = state.children;
  }
  std::vector<Process> active;
  std::vector<std::shared_ptr<ProcessState>> ended;
  for (auto& child : children) {
    if (detail::wait_for_end(*child, std::chrono::steady_clock::time_point::min())) {
      ended.push_back(std::move(child));
    } else {
      active.push_back(Process(std::move(child)));
    }
  }
  const detail::Visit visit(state.monitor);
  std::erase_if(state.children,
                [&](const auto& child) { return std::find(ended.begin(), ended.end(), child) != ended.end(); });
  return active;
}

void exit(int code) {
  // In the main process nobody would catch it.
  if (detail::current() == detail::main_process()) std::exit(code);
  throw SystemExit{code};
}

}  // namespace multiprocessing::dummy
