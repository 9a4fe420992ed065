// SPDX-License-Identifier: BSL-1.0
// Children by a server: this program, launched once more, forks on request, and its children are told what to do.
#include <algorithm>
#include <filesystem>
#include <mutex>

#include "child_state.hpp"
#include "fork_server.hpp"
#include "launched.hpp"
#include "multiprocessing/forkserver.hpp"
#include "platform/channel.hpp"
#include "platform/fork_server.hpp"
#include "platform/name_tracker.hpp"
#include "raise.hpp"
#include "state_pipe.hpp"

namespace multiprocessing {
namespace detail {
namespace {

using namespace std::chrono_literals;

// A server closes its streams a little before it can be reaped.
constexpr auto ending = 5s;

using Server = std::shared_ptr<platform::fork_server>;

class ServerOfProcess final : public ForkAware {
 public:
  static ServerOfProcess& get() {
    static auto& instance = *new ServerOfProcess;
    return instance;
  }

  void preload(std::vector<void (*)()> functions, PreloadErrors on_error) {
    const std::lock_guard guard(mutex_);
    functions_ = std::move(functions);
    on_error_ = on_error;
  }

  /// A server that runs.
  Server running() {
    const std::lock_guard guard(mutex_);
    if (has_ended(platform::deadline_after(0s))) current_ = nullptr;
    if (!current_) current_ = launch();
    return current_;
  }
  /// The one that runs, if there is one.
  Server current() {
    const std::lock_guard guard(mutex_);
    if (has_ended(platform::deadline_after(0s))) current_ = nullptr;
    return current_;
  }

  std::unique_ptr<platform::child_process> fork(std::span<const std::byte> message,
                                                const std::vector<platform::native_handle>& handed) {
    for (bool first = true;; first = false) {
      const Server server = running();
      auto child = server->fork(message, handed);
      if (child) return *std::move(child);
      const bool before_it_forked = child.error().code == std::errc::broken_pipe;
      if (before_it_forked || child.error().code == std::errc::connection_aborted) give_up(server);
      // Only then, so that nothing runs twice.
      if (!before_it_forked || !first) raise(child.error());
    }
  }

  void stop() noexcept {
    std::vector<Server> servers;
    {
      const std::lock_guard guard(mutex_);
      servers = std::move(given_up_);
      if (current_) servers.push_back(std::move(current_));
      current_ = nullptr;
      given_up_.clear();
    }
    for (const Server& server : servers) (void)server->stop();
  }

  // The servers are the parent's. The functions to preload are not touched: a thread that was just setting them is a
  // mistake of the program under any start method.
  void after_fork_in_child() noexcept override {
    abandon(mutex_);
    abandon(current_);
    abandon(given_up_);
  }

 private:
  ServerOfProcess() { follow_forks(); }

  /// Throws if it ended because it could not preload.
  bool has_ended(const platform::deadline& until) {
    if (!current_) return false;
    const auto code = current_->process().wait(until);
    if (code && !*code) return false;
    const bool failed = code && **code == preload_failed_code;
    if (failed) current_ = nullptr;
    if (failed) throw ProcessError("the fork server could not preload what it was to: see its report on stderr");
    return true;
  }

  /// No more is asked of it. One that goes on for the children it has is waited for at the end.
  void give_up(const Server& server) {
    const std::lock_guard guard(mutex_);
    if (current_ != server) return;
    if (!has_ended(platform::deadline_after(ending))) given_up_.push_back(server);
    current_ = nullptr;
  }

  Server launch() {
    require_freeze_support(StartMethod::forkserver);
    auto pipe = checked(platform::make_pipe());
    platform::keep_from_children(pipe.writer.native());
    (void)platform::begin_name_tree();  // its children are of this tree because the server is
    HandOff hand_off;
    OutputArchive archive;
    write_program(archive);
    write_name_tree(archive, hand_off);
    archive(log_state(), static_cast<std::int32_t>(on_error_), static_cast<std::uint64_t>(functions_.size()));
    for (const auto function : functions_) save_code(archive, function);
    platform::launch_request request = launch_once_more(server_argument, pipe.reader.native());
    request.inherited = std::move(hand_off.handles);
    request.inherited.push_back(pipe.reader.native());
    Server server = checked(platform::start_fork_server(std::move(request)));
    pipe.reader.reset();
    deliver_state(std::move(pipe.writer), archive.take());
    return server;
  }

  std::mutex mutex_;
  std::vector<void (*)()> functions_;
  PreloadErrors on_error_ = PreloadErrors::ignore;
  Server current_;
  std::vector<Server> given_up_;
};

}  // namespace

Started start_by_forkserver(const Task& task, const Birth& birth) {
  require_freeze_support(StartMethod::forkserver);
  auto lifeline = checked(platform::make_pipe());
  platform::keep_from_children(lifeline.writer.native());
  HandOff hand_off;
  OutputArchive body(&hand_off);
  write_program(body);
  write_child(body, hand_off, task, birth, StartMethod::forkserver, lifeline.reader.native());
  const Bytes state = body.take();

  // The child finds the handles under other numbers, and the server is in another directory, perhaps.
  OutputArchive header;
  std::error_code nowhere;
  header(std::filesystem::current_path(nowhere).string(),
         std::vector<std::int64_t>(hand_off.handles.begin(), hand_off.handles.end()));
  Bytes message = header.take();
  message.insert(message.end(), state.begin(), state.end());
  auto child = ServerOfProcess::get().fork(message, hand_off.handles);
  return {std::move(child), std::move(lifeline.writer), std::move(hand_off.kept)};
}

void stop_fork_server() noexcept { ServerOfProcess::get().stop(); }

}  // namespace detail

void set_forkserver_preload(std::vector<void (*)()> functions, PreloadErrors on_error) {
  if (std::ranges::find(functions, nullptr) != functions.end()) throw ValueError("a function to preload is null");
  detail::ServerOfProcess::get().preload(std::move(functions), on_error);
}

namespace forkserver {

void ensure_running() { (void)detail::ServerOfProcess::get().running(); }

std::optional<std::int64_t> pid() {
  const auto server = detail::ServerOfProcess::get().current();
  if (!server) return std::nullopt;
  return server->process().id();
}

void interrupt() {
  if (const auto server = detail::ServerOfProcess::get().current()) detail::checked(server->process().interrupt());
}

void kill() {
  if (const auto server = detail::ServerOfProcess::get().current()) detail::checked(server->process().kill());
}

}  // namespace forkserver
}  // namespace multiprocessing
