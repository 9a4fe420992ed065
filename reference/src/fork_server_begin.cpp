// SPDX-License-Identifier: BSL-1.0
// The server that forks children, from its beginning to theirs.
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "child_state.hpp"
#include "fork_server.hpp"
#include "launched.hpp"
#include "multiprocessing/event.hpp"
#include "multiprocessing/forkserver.hpp"
#include "multiprocessing/log.hpp"
#include "multiprocessing/queue.hpp"
#include "platform/fork_server.hpp"
#include "raise.hpp"
#include "state_pipe.hpp"

namespace multiprocessing::detail {
namespace {

/// It is no child of the library that could be asked for, and may have none.
void become_server() {
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  process.self->name = "ForkServer";
  process.self->daemon = true;
  process.prepared = true;
}

/// What serves here is found out once, and not by every child anew.
void choose_strategies() {
  try {
    const Queue<int> queue;
    const Event event;
  } catch (const std::exception&) {
    // Whoever needs what does not work here is told so.
  }
}

void preload(InputArchive& archive) {
  LogState log;
  std::int32_t on_error = 0;
  std::uint64_t count = 0;
  archive(log, on_error, count);
  use_log_state(log);
  const auto errors = static_cast<PreloadErrors>(on_error);
  for (; count > 0; --count) {
    const auto function = load_code(archive);
    try {
      function();
    } catch (...) {
      if (errors != PreloadErrors::ignore) report_current_exception("while it preloaded");
      if (errors == PreloadErrors::fail) platform::exit_process(preload_failed_code);
    }
  }
}

[[noreturn]] void begin_child_of_server(platform::forked_task task) {
  ForkGuard().in_child();
  TakeOver taken;
  InputArchive archive(task.message, &taken);
  std::string folder;
  std::vector<std::int64_t> numbers;
  archive(folder, numbers);
  if (numbers.size() != task.handed.size()) throw UnpicklingError("other handles came than were announced");
  for (std::size_t i = 0; i < numbers.size(); ++i) taken.arrived[numbers[i]] = task.handed[i].release();
  if (!folder.empty()) std::filesystem::current_path(folder);
  require_same_program(archive);
  begin_child(archive);
}

}  // namespace

void begin_fork_server(platform::native_handle state_pipe, platform::native_handle control) {
  // Of the keyboard, which reaches the server together with its asker; children get back what was there.
  const auto before = std::signal(SIGINT, SIG_IGN);
  std::optional<platform::forked_task> task;
  {
    const Bytes state = receive_state(platform::handle(state_pipe));
    InputArchive archive(state);
    require_same_program(archive);
    join_name_tree(archive);
    checked(platform::ignore_standard_input());
    become_server();
    choose_strategies();
    preload(archive);
    task = checked(platform::serve_forks(control));
  }
  if (!task) end_process(0);
  std::signal(SIGINT, before);
  begin_child_of_server(*std::move(task));
}

}  // namespace multiprocessing::detail
