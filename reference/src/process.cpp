// SPDX-License-Identifier: BSL-1.0
// Process: what may be asked of one, by whom, and when.
#include "multiprocessing/process.hpp"

#include <cstdlib>

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

std::string name_from(const std::vector<std::uint32_t>& identity) {
  std::string name = "Process-";
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
void begin_start(ProcessState& state) {
  state.require_creator("start");
  {
    auto& process = ThisProcess::get();
    const std::lock_guard guard(process.mutex);
    if (process.self->daemon) throw AssertionError("daemonic processes are not allowed to have children");
  }
  const std::lock_guard guard(state.mutex);
  if (state.phase != Phase::initial) throw AssertionError("cannot start a process twice");
  state.phase = Phase::starting;
}

Started start_by(StartMethod method, const std::shared_ptr<Task>& task, const Birth& birth) {
  return method == StartMethod::fork ? start_by_fork(task, birth) : start_by_spawn(*task, birth);
}

}  // namespace
}  // namespace detail

using detail::open_state;

Process::Process(std::unique_ptr<detail::Task> task, ProcessOptions options)
    : state_(std::make_shared<ProcessState>(Role::child)) {
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  state_->identity = process.identity;
  state_->identity.push_back(++process.children_named);
  state_->name = options.name.empty() ? detail::name_from(state_->identity) : std::move(options.name);
  state_->daemon = options.daemon.value_or(process.self->daemon);
  state_->method = options.start_method;
  state_->task = std::move(task);
}

void Process::start() {
  auto& state = open_state(state_);
  detail::begin_start(state);
  try {
    detail::reap_ended_children();
    detail::finish_process_at_exit();
    const auto method = state.method ? *state.method : get_start_method();
    detail::Birth birth{state.name, state.daemon, state.identity, platform::current_process_stamp(),
                        current_process().name(), authkey(), detail::log_state()};
    auto task = state.task;
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

Sentinel Process::sentinel() const {
  auto& state = open_state(state_);
  const std::lock_guard guard(state.mutex);
  if (state.role == Role::parent) return Sentinel(state.lifeline.native());
  if (!state.child) throw ValueError("process not started");
  return Sentinel(state.child->sentinel());
}

void Process::terminate() { checked(detail::started_child(open_state(state_), "terminate")->terminate()); }
void Process::kill() { checked(detail::started_child(open_state(state_), "kill")->kill()); }

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

void exit(int code) {
  // In the main process nobody would catch it.
  if (!parent_process()) std::exit(code);
  throw SystemExit{code};
}

}  // namespace multiprocessing
