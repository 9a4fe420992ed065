// SPDX-License-Identifier: BSL-1.0
// The life of a worker: it initializes itself, answers requests one after the other, and ends when it is told, when it
// has done enough, or with its parent.
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "library_thread.hpp"
#include "multiprocessing/crew.hpp"
#include "platform/memory_use.hpp"
#include "worker_protocol.hpp"

namespace multiprocessing::detail {
namespace {

void tell(Connection& parent, FromWorker kind, Bytes bytes = {}) {
  bytes.insert(bytes.begin(), static_cast<std::byte>(kind));
  parent.send_bytes(bytes);
}

/// The next request; nothing at the end.
std::optional<Bytes> next_request(Connection& parent) {
  Bytes request;
  for (;;) {
    const auto message = parent.recv_bytes();
    const auto kind = message.empty() ? ToWorker::end : static_cast<ToWorker>(message.front());
    if (kind == ToWorker::end) return std::nullopt;
    request.insert(request.end(), message.begin() + 1, message.end());
    if (kind == ToWorker::last) return request;
    tell(parent, FromWorker::more);
  }
}

bool initialized(Connection& parent, const WorkerSettings& settings, const std::function<void()>& initialize) {
  try {
    InputArchive known(settings.known_exceptions.bytes);
    load_known_exceptions(known);
    initialize();
  } catch (...) {
    OutputArchive failure;
    failure(describe(std::current_exception()));
    tell(parent, FromWorker::not_ready, failure.take());
    return false;
  }
  tell(parent, FromWorker::ready);
  return true;
}

bool has_done_enough(const WorkerSettings& settings, std::uint64_t tasks) {
  if (settings.max_tasks != 0 && tasks >= settings.max_tasks) return true;
  if (settings.max_memory == 0) return false;
  const auto used = platform::memory_in_use();
  return used && *used > settings.max_memory;
}

void answer_requests(Connection& parent, const WorkerSettings& settings) {
  for (std::uint64_t tasks = 1;; ++tasks) {
    const auto request = next_request(parent);
    if (!request) return;
    OutputArchive reply;
    {
      settings.begun.note(static_cast<std::size_t>(settings.place));
      InputArchive archive(*request);
      const auto enter = reinterpret_cast<WorkerEntry>(load_code(archive));
      enter(archive, reply);
    }
    const bool enough = has_done_enough(settings, tasks);
    tell(parent, enough ? FromWorker::done_and_gone : FromWorker::done, reply.take());
    if (enough) return;
  }
}

/// A parent that was killed has ended its workers too, even those in the middle of a task.
void end_with_parent() {
  auto parent = parent_process();
  if (!parent) return;
  try {
    start_library_thread([parent = *parent]() mutable {
      parent.join();
      std::_Exit(1);
    });
  } catch (const std::system_error&) {
    // Without a thread it ends when it next asks for work.
  }
}

}  // namespace

void serve_as_worker(Connection channel, const WorkerSettings& settings, const std::function<void()>& initialize) {
  // Ctrl-C goes to every process of a terminal: what to do is for the parent to say.
  std::signal(SIGINT, SIG_IGN);
  end_with_parent();
  try {
    if (initialized(channel, settings, initialize)) answer_requests(channel, settings);
  } catch (const EOFError&) {
    // The parent has ended.
  } catch (const OSError& error) {
    if (error.code() != std::errc::broken_pipe) throw;
  }
}

}  // namespace multiprocessing::detail
