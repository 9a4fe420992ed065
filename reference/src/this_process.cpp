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
#include "process_state.hpp"

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
  self->phase = ProcessState::Phase::started;
  self->pid = platform::current_process_id();
  return self;
}

void flush_streams() {
  std::cout.flush();
  std::cerr.flush();
  std::clog.flush();
  std::fflush(nullptr);
}

std::string name_of_this_process() {
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  return process.self->name;
}

void report_uncaught(const std::string& what) {
  std::fprintf(stderr, "Process %s:\n  %s\n", name_of_this_process().c_str(), what.c_str());
}

}  // namespace

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
  self->daemon = birth.daemon;
  self->phase = ProcessState::Phase::started;
  self->pid = platform::current_process_id();
  auto parent = std::make_shared<ProcessState>(ProcessState::Role::parent);
  parent->name = birth.parent_name;
  parent->phase = ProcessState::Phase::started;
  parent->stamp = birth.parent_stamp;
  parent->pid = platform::process_of(birth.parent_stamp);
  // The children of this process have a lifeline of their own.
  platform::keep_from_children(lifeline.native());
  parent->lifeline = std::move(lifeline);
  const std::lock_guard guard(process.mutex);
  process.identity = birth.identity;
  process.self = std::move(self);
  process.parent = std::move(parent);
}

void finish_process() {
  Feeder::flush_all(name_of_this_process());
  const auto children = ThisProcess::get().started_children();
  for (const auto& child : children) {
    const std::lock_guard guard(child->mutex);
    if (child->daemon && child->child) (void)child->child->terminate();
  }
  for (const auto& child : children) {
    try {
      child->wait(std::nullopt);
    } catch (const std::exception&) {
      // Somebody else has reaped it: it has ended.
    }
  }
}

void finish_process_at_exit() {
  static const bool registered = std::atexit([] {
                                   try {
                                     finish_process();
                                   } catch (const std::exception& error) {
                                     report_uncaught(std::string("at its end: ") + error.what());
                                   }
                                 }) == 0;
  (void)registered;
}

void run_as_child(const std::function<void()>& task) {
  int code = 1;
  try {
    task();
    code = 0;
  } catch (const SystemExit& end) {
    code = end.code;
  } catch (const std::exception& error) {
    report_uncaught(boost::core::demangle(typeid(error).name()) + ": " + error.what());
  } catch (...) {
    report_uncaught("an exception that is no std::exception");
  }
  try {
    finish_process();
  } catch (const std::exception& error) {
    report_uncaught(boost::core::demangle(typeid(error).name()) + ": " + error.what());
    code = 1;
  }
  flush_streams();
  platform::exit_process(code);
}

}  // namespace multiprocessing::detail
