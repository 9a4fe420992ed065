// SPDX-License-Identifier: BSL-1.0
// Process: what may be asked of one, by whom, and when.
#include "multiprocessing/process.hpp"

#include <boost/core/demangle.hpp>
#include <cstdio>
#include <cstdlib>

#include "platform/name_tracker.hpp"
#include "platform/wait.hpp"
#include "process_start.hpp"
#include "raise.hpp"
#include "undrained.hpp"

namespace multiprocessing {

using detail::checked;
using detail::live;
using detail::ProcessState;
using detail::ThisProcess;
using Phase = ProcessState::Phase;
using Role = ProcessState::Role;

namespace detail {

std::optional<int> ProcessState::wait(const platform::deadline& until) {
  std::shared_ptr<platform::child_process> running;
  {
    const std::lock_guard guard(mutex);
    if (exitcode) return exitcode;
    running = child;
  }
  if (!running) return std::nullopt;
  const auto ended = checked(running->wait(until));
  if (!ended) return std::nullopt;
  std::vector<std::shared_ptr<void>> no_longer_needed;  // let go after the mutex is free
  {
    const std::lock_guard guard(mutex);
    exitcode = ended;
    lifeline.reset();
    no_longer_needed = std::move(kept);
  }
  ThisProcess::get().remove_child(*this);
  return ended;
}

namespace {

constexpr std::chrono::nanoseconds at_once{0};

ProcessState& open_state(const std::shared_ptr<ProcessState>& state) {
  const std::lock_guard guard(live(state, "Process")->mutex);
  state->require_open();
  return *state;
}

/// Without the namespaces that it stands in.
std::string type_from(const char* type_name) {
  std::string name = boost::core::demangle(type_name);
  const auto arguments = name.find('<');
  if (const auto last = name.rfind("::", arguments); last != std::string::npos) name.erase(0, last + 2);
  return name;
}

std::string name_from(const std::string& type, const std::vector<std::uint32_t>& identity) {
  std::string name = type + "-";
  for (const auto number : identity) {
    if (name.back() != '-') name += ':';
    name += std::to_string(number);
  }
  return name;
}

void reap_ended_children() {
  for (const auto& child : ThisProcess::get().started_children()) (void)child->wait(platform::deadline_after(at_once));
}

/// The child that `what` (terminate, kill) is done to; AssertionError if there is none.
std::shared_ptr<platform::child_process> started_child(ProcessState& state, const char* what) {
  state.require_creator(what);
  const std::lock_guard guard(state.mutex);
  if (!state.child) throw AssertionError(std::string("can only ") + what + " a started process");
  return state.child;
}

bool parent_ended(const ProcessState& parent, const platform::deadline& until) {
  const platform::native_handle handles[] = {parent.lifeline.native()};
  return !checked(platform::wait_any(handles, until)).empty();
}

/// Takes a process from initial to starting; what start() may not do is said here.
void begin_start(ProcessState& state, bool has_task) {
  state.require_creator("start");
  {
    auto& process = ThisProcess::get();
    const std::lock_guard guard(process.mutex);
    if (process.self->daemon) throw AssertionError("daemonic processes are not allowed to have children");
  }
  const std::lock_guard guard(state.mutex);
  if (state.phase != Phase::initial) throw AssertionError("cannot start a process twice");
  if (!has_task) throw AssertionError("start this process by the object of its own class");
  state.phase = Phase::starting;
}

Started start_by(StartMethod method, const std::shared_ptr<Task>& task, const Birth& birth) {
  if (method == StartMethod::fork) return start_by_fork(task, birth);
  return method == StartMethod::spawn ? start_by_spawn(*task, birth) : start_by_forkserver(*task, birth);
}

/// A child as it will be: with the next number of this process, and what is not given taken from this process.
std::shared_ptr<ProcessState> new_child(const std::string& type, ProcessOptions options) {
  auto state = std::make_shared<ProcessState>(Role::child);
  try {
    state->authkey = authkey();
  } catch (const UnsupportedError&) {
    // Where there are no random bytes there is nobody to prove anything to; start() says what is missing.
  }
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  state->type = type;
  state->identity = process.identity;
  state->identity.push_back(++process.children_named);
  state->name = options.name.empty() ? name_from(type, state->identity) : std::move(options.name);
  state->daemon = options.daemon.value_or(process.self->daemon);
  state->method = options.start_method;
  state->parent_pid = process.self->pid;
  return state;
}

std::string exitcode_text(int code) {
  const std::string signal = code < 0 ? platform::signal_name(-code) : "";
  return signal.empty() ? std::to_string(code) : "-" + signal;
}

}  // namespace
}  // namespace detail

using detail::open_state;

Process::Process(std::unique_ptr<detail::Task> task, ProcessOptions options)
    : state_(detail::new_child("Process", std::move(options))) {
  state_->task = std::move(task);
}

Process::Process(const char* type_name, ProcessOptions options)
    : state_(detail::loading() ? current_process().state_
                               : detail::new_child(detail::type_from(type_name), std::move(options))) {}

void Process::become_current() { *this = current_process(); }

void Process::start() {
  auto& state = open_state(state_);
  const auto task = [&] {
    const std::lock_guard guard(state.mutex);
    return state.task;
  }();
  start_running(task);
}

void Process::start_running(std::shared_ptr<detail::Task> task) {
  auto& state = open_state(state_);
  detail::begin_start(state, task != nullptr);
  try {
    detail::reap_ended_children();
    detail::finish_process_at_exit();
    const auto method = state.method ? *state.method : get_start_method();
    const detail::Birth birth{state.name,
                              state.type,
                              state.daemon,
                              state.identity,
                              platform::current_process_stamp(),
                              current_process().name(),
                              state.authkey ? *state.authkey : multiprocessing::authkey(),
                              detail::log_state()};
    (void)platform::begin_name_tree();  // first, so that what the child names is known to this process's tracker
    auto started = detail::start_by(method, task, birth);
    const std::lock_guard guard(state.mutex);
    state.pid = started.child->id();
    state.child = std::move(started.child);
    state.lifeline = std::move(started.lifeline);
    state.kept = std::move(started.kept);
    state.phase = Phase::started;
    state.task.reset();
  } catch (...) {
    const std::lock_guard guard(state.mutex);
    state.phase = Phase::initial;
    throw;
  }
  ThisProcess::get().add_child(state_);
}

void Process::join() { (void)join(std::nullopt); }

bool Process::join(Timeout timeout) {
  auto& state = open_state(state_);
  const auto until = platform::deadline_after(timeout);
  if (state.role == Role::parent) return detail::parent_ended(state, until);
  state.require_creator("join");
  {
    const std::lock_guard guard(state.mutex);
    if (!state.child) throw AssertionError("can only join a started process");
  }
  return detail::wait_and_tell(state, until).has_value();
}

bool Process::is_alive() const {
  auto& state = open_state(state_);
  if (state.role == Role::self && state.creator == platform::current_process_stamp()) return true;
  if (state.role == Role::parent) return !detail::parent_ended(state, platform::deadline_after(detail::at_once));
  state.require_creator("test");
  {
    const std::lock_guard guard(state.mutex);
    if (!state.child) return false;
  }
  return !state.wait(platform::deadline_after(detail::at_once));
}

std::optional<int> Process::exitcode() const {
  auto& state = open_state(state_);
  if (state.role != Role::child) return std::nullopt;
  state.require_creator("ask the exit code of");
  return state.wait(platform::deadline_after(detail::at_once));
}

std::optional<std::int64_t> Process::pid() const {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  return state.pid;
}

std::string Process::name() const {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  return state.name;
}

void Process::set_name(std::string name) {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  state.name = std::move(name);
}

bool Process::daemon() const {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  return state.daemon;
}

void Process::set_daemon(bool daemon) {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  if (state.phase != Phase::initial) throw AssertionError("process has already started");
  state.daemon = daemon;
}

AuthenticationKey Process::authkey() const {
  auto& state = open_state(state_);
  if (state.role == Role::self) return multiprocessing::authkey();
  const std::lock_guard guard(state.mutex);
  if (!state.authkey) throw ValueError("the key of that process is not known here");
  return *state.authkey;
}

void Process::set_authkey(AuthenticationKey key) {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  state.authkey = std::move(key);
}

Sentinel Process::sentinel() const {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  if (state.role == Role::parent) return Sentinel(state.lifeline.native());
  if (!state.child) throw ValueError("process not started");
  return Sentinel(state.child->sentinel());
}

void Process::terminate() { checked(detail::started_child(open_state(state_), "terminate")->terminate()); }
void Process::kill() { checked(detail::started_child(open_state(state_), "kill")->kill()); }
void Process::interrupt() { checked(detail::started_child(open_state(state_), "interrupt")->interrupt()); }

void Process::close() {
  auto& state = *live(state_, "Process");
  if (state.role != Role::child) throw ValueError("only a process that this one has made can be closed");
  {
    const std::lock_guard guard(state.mutex);
    if (state.phase == Phase::closed) return;
  }
  const auto mine = state.creator == platform::current_process_stamp();
  std::shared_ptr<platform::child_process> ended;  // let go after the mutex is free
  if (mine && state.phase != Phase::initial && !state.wait(platform::deadline_after(detail::at_once))) {
    throw ValueError("cannot close a process while it is still running: join or terminate it first");
  }
  const std::lock_guard guard(state.mutex);
  ended = std::move(state.child);
  state.task.reset();
  state.phase = Phase::closed;
}

Process current_process() {
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  return Process(process.self);
}

std::optional<Process> parent_process() {
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  if (!process.parent) return std::nullopt;
  return Process(process.parent);
}

std::vector<Process> active_children() {
  detail::reap_ended_children();
  std::vector<Process> active;
  for (auto& child : ThisProcess::get().started_children()) active.push_back(Process(std::move(child)));
  return active;
}

std::string to_string(const Process& process) {
  const auto& state = *live(process.state_, "Process");
  std::optional<int> ended;
  std::string status = "unknown";
  std::string text;
  Phase phase{};
  bool daemon = false;
  {
    const std::lock_guard guard(state.mutex);
    text = "<" + state.type + " name='" + state.name + "'";
    if (state.pid) text += " pid=" + std::to_string(*state.pid);
    if (state.parent_pid) text += " parent=" + std::to_string(*state.parent_pid);
    phase = state.phase;
    daemon = state.daemon;
  }
  const bool ours = state.creator == platform::current_process_stamp();
  if (phase == Phase::closed) {
    status = "closed";
  } else if (state.role == Role::self && ours) {
    status = "started";
  } else if (state.role == Role::child && ours) {
    ended = process.exitcode();
    status = phase == Phase::initial ? "initial" : ended ? "stopped" : "started";
  }
  text += " " + status;
  if (ended) text += " exitcode=" + detail::exitcode_text(*ended);
  if (daemon) text += " daemon";
  return text + ">";
}

void exit(int code) {
  // In the main process nobody would catch it.
  if (!parent_process()) std::exit(code);
  throw SystemExit{code};
}

void exit(std::string_view message) {
  const SystemExit end{1, std::string(message)};
  if (parent_process()) throw end;
  std::fputs((end.message + "\n").c_str(), stderr);
  std::exit(end.code);
}

}  // namespace multiprocessing
