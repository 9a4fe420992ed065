// SPDX-License-Identifier: BSL-1.0
// The side of a fork server that asks.
#include "platform/fork_server.hpp"

#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <mutex>

#include "platform/wait.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_server_protocol.hpp"
#include "posix/handle_passing.hpp"

namespace multiprocessing::platform {
namespace {

/// A child of the server. Its stream is the sentinel: the server writes the exit code and closes, and if the server
/// ends without a word, the system closes.
class forked_child final : public child_process {
 public:
  forked_child(handle stream, process_id id) : stream_(std::move(stream)), id_(id) {}

  [[nodiscard]] process_id id() const noexcept override { return id_; }
  [[nodiscard]] native_handle sentinel() const noexcept override { return stream_.native(); }

  result<std::optional<int>> wait(const deadline& until) override {
    while (true) {
      if (const auto code = look()) return code;
      if (passed(until)) return std::optional<int>();
      const native_handle waited = stream_.native();
      if (const auto ready = wait_any({&waited, 1}, until); !ready) return ready.error();
    }
  }
  result<> terminate() override { return ask_for(SIGTERM); }
  result<> kill() override { return ask_for(SIGKILL); }
  result<> interrupt() override { return ask_for(SIGINT); }

 private:
  /// The code, once it is there. What was read is kept, so that several threads may wait.
  std::optional<int> look() {
    const std::lock_guard guard(mutex_);
    while (!code_) {
      auto room = std::as_writable_bytes(std::span(&received_, 1)).subspan(filled_);
      const ssize_t count = retried(
          [&] { return ::recv(descriptor(stream_.native()), room.data(), room.size(), MSG_DONTWAIT); });
      if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
      filled_ += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
      if (filled_ == sizeof received_) {
        code_ = received_;
      } else if (count <= 0) {
        code_ = server_lost_code;
        server_lost_ = true;
      }
    }
    return code_;
  }

  result<> ask_for(int signal) {
    const std::optional<int> ended = look();
    if (!ended) {
      const fork_signal wanted{signal};
      const auto asked = write_value(stream_.native(), wanted);
      if (asked || asked.error().code != std::errc::broken_pipe) return asked;
      look();  // it has ended meanwhile, or the server has
    }
    const std::lock_guard guard(mutex_);
    if (server_lost_)
      return native_error("kill", EPIPE, "the fork server has ended, and it alone may signal its children");
    return {};
  }

  const handle stream_;
  const process_id id_;
  std::mutex mutex_;
  decltype(fork_end::exit_code) received_ = 0;
  std::size_t filled_ = 0;
  std::optional<int> code_;
  bool server_lost_ = false;
};

result<> send_request(native_handle stream, std::span<const std::byte> message,
                      const std::vector<native_handle>& handed) {
  const fork_request request{message.size(), handed.size()};
  if (auto written = write_value(stream, request); !written) return written;
  if (auto written = write_whole(stream, message); !written) return written;
  for (std::span<const native_handle> rest = handed; !rest.empty();) {
    const auto batch = rest.first(std::min(rest.size(), most_handles_passed));
    if (auto sent = send_handles(stream, batch); !sent) return sent;
    rest = rest.subspan(batch.size());
  }
  return {};
}

class launched_server final : public fork_server {
 public:
  launched_server(std::unique_ptr<child_process> process, handle control)
      : process_(std::move(process)), control_(std::move(control)), maker_(::getpid()) {}

  [[nodiscard]] child_process& process() noexcept override { return *process_; }

  result<int> stop() override {
    if (auto mine = own("stop"); !mine) return mine.error();
    const std::lock_guard guard(mutex_);
    if (!control_) return native_error("stop", EPIPE, "the fork server has been stopped");
    usable_ = false;
    control_.reset();
    const auto code = process_->wait(std::nullopt);
    if (!code) return code.error();
    return **code;
  }

  result<std::unique_ptr<child_process>> fork(std::span<const std::byte> message,
                                              const std::vector<native_handle>& handed) override {
    if (auto mine = own("fork"); !mine) return mine.error();
    auto ends = make_stream_pair();
    if (!ends) return ends.error();
    auto& [own, servers] = *ends;
    // Neither end goes to a child that another thread forks meanwhile: it would hold back the news of an end.
    keep_from_children(own.native());
    keep_from_children(servers.native());
    {
      const std::lock_guard guard(mutex_);
      if (!usable_) return native_error("fork", EPIPE, "the fork server was stopped, or lost in an earlier request");
      const native_handle given = servers.native();
      if (auto offered = offer_handles(control_.native(), {&given, 1}); !offered) return offered.error();
      if (auto taken = await_answer(control_.native()); !taken) {
        // An answer that says no is an answer; without one, nobody knows what the next one would belong to.
        usable_ = taken.error().code == std::errc::too_many_files_open;
        return taken.error();
      }
    }
    servers.reset();
    if (auto sent = send_request(own.native(), message, handed); !sent) return sent.error();
    fork_reply reply{};
    if (auto got = read_value(own.native(), reply); !got)
      return native_error("fork", ECONNABORTED, "the fork server ended without a word whether it had forked");
    if (reply.code != 0) return native_error("fork", reply.code, "in the fork server");
    return std::unique_ptr<child_process>(std::make_unique<forked_child>(std::move(own), reply.pid));
  }

 private:
  [[nodiscard]] result<> own(const char* operation) const {
    if (maker_ == ::getpid()) return {};
    return native_error(operation, EPERM, "only the process that started a fork server may use it");
  }

  const std::unique_ptr<child_process> process_;
  handle control_;
  const pid_t maker_;
  std::mutex mutex_;  // one offer and its answer at a time
  bool usable_ = true;
};

}  // namespace

result<std::unique_ptr<fork_server>> start_fork_server(launch_request image) {
  auto ends = make_stream_pair();
  if (!ends) return ends.error();
  auto& [own, servers] = *ends;
  keep_from_children(own.native());  // the server ends when this is closed, here alone
  keep_from_children(servers.native());
  image.arguments.push_back(std::to_string(servers.native()));
  image.inherited.push_back(servers.native());
  auto process = launch_process(image);
  if (!process) return process.error();
  return {std::make_unique<launched_server>(*std::move(process), std::move(own))};
}

result<> fork_server_supported() {
  if (auto forks = fork_supported(); !forks) return forks;
  if (auto launches = launch_supported(); !launches) return launches;
  return handle_passing_supported();
}

}  // namespace multiprocessing::platform
