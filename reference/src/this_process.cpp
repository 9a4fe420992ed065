// SPDX-License-Identifier: BSL-1.0
// What a process knows of itself, and how it ends.
#include "this_process.hpp"

#include <algorithm>
#include <boost/core/demangle.hpp>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <typeinfo>

#include "feeder.hpp"
#include "finalizer.hpp"
#include "fork_server.hpp"
#include "multiprocessing/log.hpp"
#include "process_state.hpp"
#include "undrained.hpp"

namespace multiprocessing::detail {
namespace {

class Known final : public ForkAware {
 public:
  Known() { follow_forks(); }
  void after_fork_in_child() noexcept override {
    abandon(process.mutex);
    abandon(process.children);
    process.children_named = 0;
  }
  ThisProcess process;
};

std::shared_ptr<ProcessState> main_process() {
  auto self = std::make_shared<ProcessState>(ProcessState::Role::self);
  self->name = "MainProcess";
  self->type = "MainProcess";
  self->phase = ProcessState::Phase::started;
  self->pid = platform::current_process_id();
  return self;
}

std::string type_of(const std::exception& error) { return boost::core::demangle(typeid(error).name()); }

/// One line for each exception, the outermost first.
void describe(const std::exception& error, std::string& text) {
  text += type_of(error) + ": " + error.what() + "\n";
  try {
    std::rethrow_if_nested(error);
  } catch (const std::exception& nested) {
    text += "  caused by ";
    describe(nested, text);
  } catch (...) {
    text += "  caused by an exception that is no std::exception\n";
  }
}

void report(const char* when, const std::string& what) {
  std::string text = "Process " + name_of_this_process() + ":\n";
  if (*when != '\0') text += std::string("  ") + when + ":\n";
  std::fputs((text + "  " + what).c_str(), stderr);
}

std::string name_of(const ProcessState& state) {
  const std::lock_guard guard(state.mutex);
  return state.name;
}

std::shared_ptr<platform::child_process> running_daemon(const ProcessState& state) {
  const std::lock_guard guard(state.mutex);
  return state.daemon ? state.child : nullptr;
}

}  // namespace

void flush_standard_output() {
  std::cout.flush();
  std::cerr.flush();
  std::clog.flush();
  // Not fflush(nullptr): that takes the lock of every stream, also of one that another thread waits to read from.
  std::fflush(stdout);
  std::fflush(stderr);
}

void report_current_exception(const char* when) {
  try {
    throw;
  } catch (const std::exception& error) {
    std::string text;
    describe(error, text);
    report(when, text);
  } catch (...) {
    report(when, "an exception that is no std::exception\n");
  }
}

std::string name_of_this_process() {
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  return process.self->name;
}

ThisProcess& ThisProcess::get() {
  static auto& known = *[] {
    auto* made = new Known;
    made->process.self = main_process();
    return made;
  }();
  return known.process;
}

std::vector<std::shared_ptr<ProcessState>> ThisProcess::started_children() {
  const std::lock_guard guard(mutex);
  return children;
}

void ThisProcess::add_child(std::shared_ptr<ProcessState> child) {
  const std::lock_guard guard(mutex);
  children.push_back(std::move(child));
}

void ThisProcess::remove_child(const ProcessState& child) {
  std::shared_ptr<ProcessState> last;  // destroyed after the mutex is free
  const std::lock_guard guard(mutex);
  const auto found =
      std::find_if(children.begin(), children.end(), [&](const auto& known) { return known.get() == &child; });
  if (found == children.end()) return;
  last = std::move(*found);
  children.erase(found);
}

void become(const Birth& birth, platform::handle lifeline) {
  auto& process = ThisProcess::get();
  auto self = std::make_shared<ProcessState>(ProcessState::Role::self);
  self->name = birth.name;
  self->type = birth.type;
  self->daemon = birth.daemon;
  self->phase = ProcessState::Phase::started;
  self->pid = platform::current_process_id();
  self->authkey = birth.authkey;
  self->parent_pid = platform::process_of(birth.parent_stamp);
  auto parent = std::make_shared<ProcessState>(ProcessState::Role::parent);
  parent->name = birth.parent_name;
  parent->type = "ParentProcess";
  parent->phase = ProcessState::Phase::started;
  parent->stamp = birth.parent_stamp;
  parent->pid = platform::process_of(birth.parent_stamp);
  // The children of this process have a lifeline of their own.
  platform::keep_from_children(lifeline.native());
  parent->lifeline = std::move(lifeline);
  use_log_state(birth.log);
  // A closed terminal or a full pipe is no business of a child; where there is no null device it reads what there is.
  (void)platform::ignore_standard_input();
  const std::lock_guard guard(process.mutex);
  process.identity = birth.identity;
  process.self = std::move(self);
  process.parent = std::move(parent);
}

void finish_process() {
  const auto report_error = [](const std::exception& error) {
    std::string text;
    describe(error, text);
    report("at its end", text);
  };
  auto& log = get_logger();
  log.info("process shutting down");
  run_finalizers(0, report_error);
  Feeder::flush_all(name_of_this_process());
  const auto children = ThisProcess::get().started_children();
  for (const auto& child : children) {
    if (const auto daemon = running_daemon(*child)) {
      log.info("calling terminate() for daemon " + name_of(*child));
      (void)daemon->terminate();
    }
  }
  for (const auto& child : children) {
    try {
      log.info("calling join() for process " + name_of(*child));
      (void)wait_and_tell(*child, std::nullopt);
    } catch (const std::exception&) {
      // Somebody else has reaped it: it has ended.
    }
  }
  run_finalizers(std::nullopt, report_error);
  Feeder::flush_all(name_of_this_process());  // of what the last finalizers have put
  stop_fork_server();
}

void finish_process_at_exit() {
  static const bool registered = std::atexit([] {
                                   try {
                                     finish_process();
                                   } catch (...) {
                                     report_current_exception("at its end");
                                   }
                                 }) == 0;
  (void)registered;
}

void end_process(int code) {
  try {
    finish_process();
  } catch (...) {
    report_current_exception("at its end");
    code = 1;
  }
  get_logger().info("process exiting with exitcode " + std::to_string(code));
  flush_standard_output();
  platform::exit_process(code);
}

void run_as_child(const std::function<void()>& task) {
  int code = 1;
  try {
    get_logger().info("child process calling its target");
    task();
    code = 0;
  } catch (const SystemExit& end) {
    code = end.code;
    if (!end.message.empty()) std::fputs((end.message + "\n").c_str(), stderr);
  } catch (...) {
    report_current_exception("");
  }
  end_process(code);
}

}  // namespace multiprocessing::detail
