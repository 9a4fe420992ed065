// SPDX-License-Identifier: BSL-1.0
// The side of a fork server that forks. One thread, which waits for the control stream, for the ends of children, and
// for signals that are asked for; a child that is forked here finds all of it closed.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "platform/fork_server.hpp"
#include "platform/wait.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_server_protocol.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

// An exit pipe closes a little before its child can be reaped, and a child may close everything and run on.
constexpr auto between_looks = 5ms;
// A request grows as it arrives: an announced size alone takes no memory.
constexpr std::size_t piece_bytes = 1 << 20;

struct served_child {
  std::unique_ptr<child_process> process;
  handle stream;  // to the asker; none once it has let go of the child
  bool seems_ended = false;
};

void flush_streams() {
  std::fflush(stdout);
  std::fflush(stderr);
  std::cout.flush();
  std::clog.flush();
}

result<forked_task> read_task(native_handle stream) {
  fork_request request{};
  if (auto got = read_value(stream, request); !got) return got.error();
  forked_task task;
  while (task.message.size() < request.message_bytes) {
    const std::size_t before = task.message.size();
    task.message.resize(before + std::min<std::uint64_t>(piece_bytes, request.message_bytes - before));
    if (auto got = read_whole(stream, std::span(task.message).subspan(before)); !got) return got.error();
  }
  while (task.handed.size() < request.handles) {
    auto batch = receive_handles(stream);
    if (!batch) return batch.error();
    if (batch->empty()) return native_error("recvmsg", EPROTO, "fewer handles than announced");
    for (handle& each : *batch) task.handed.push_back(std::move(each));
  }
  return task;
}

class fork_service {
 public:
  explicit fork_service(handle control) : control_(std::move(control)) { keep_from_children(control_.native()); }

  result<std::optional<forked_task>> run() {
    while (control_ || std::ranges::any_of(children_, [](const served_child& each) { return bool(each.stream); })) {
      std::vector<native_handle> waited;
      bool look_again = false;
      if (control_) waited.push_back(control_.native());
      for (const served_child& each : children_) {
        if (each.stream) waited.push_back(each.stream.native());
        if (each.seems_ended) look_again = true;
        if (!each.seems_ended) waited.push_back(each.process->sentinel());
      }
      const auto ready = wait_any(waited, look_again ? deadline_after(between_looks) : std::nullopt);
      if (!ready) return ready.error();
      std::vector<native_handle> can_be_read;
      for (const std::size_t index : *ready) can_be_read.push_back(waited[index]);

      look_after_children(can_be_read);
      if (control_ && std::ranges::find(can_be_read, control_.native()) != can_be_read.end()) {
        auto task = take_request();
        if (!task || *task) return task;
      }
    }
    return std::optional<forked_task>();
  }

 private:
  void look_after_children(const std::vector<native_handle>& ready) {
    const auto is_ready = [&](native_handle native) { return std::ranges::find(ready, native) != ready.end(); };
    for (served_child& each : children_) {
      if (each.stream && is_ready(each.stream.native())) pass_signal(each);
      if (is_ready(each.process->sentinel())) each.seems_ended = true;
    }
    std::erase_if(children_, [](served_child& each) { return each.seems_ended && tell_end(each); });
  }

  static void pass_signal(served_child& to) {
    fork_signal wanted{};
    if (!read_value(to.stream.native(), wanted)) {
      to.stream.reset();
    } else {
      // A child that has ended and is not reaped yet does not mind.
      if (wanted.number == SIGKILL) static_cast<void>(to.process->kill());
      if (wanted.number == SIGTERM) static_cast<void>(to.process->terminate());
      if (wanted.number == SIGINT) static_cast<void>(to.process->interrupt());
    }
  }

  /// False if the child runs still.
  static bool tell_end(served_child& ended) {
    const auto code = ended.process->wait(deadline_after(0ns));
    if (code && !*code) return false;
    if (ended.stream) {
      const fork_end end{code ? **code : server_lost_code, 0};
      static_cast<void>(write_value(ended.stream.native(), end));
    }
    return true;
  }

  /// A task in the child, nothing in the server. What goes wrong with one request is told to its asker alone.
  result<std::optional<forked_task>> take_request() {
    auto passed = receive_handles(control_.native());
    if (!passed || passed->size() != 1) {
      if (!passed && passed.error().code == std::errc::too_many_files_open) return std::optional<forked_task>();
      control_.reset();  // the last asker has ended, or does not speak our language
      return std::optional<forked_task>();
    }
    handle stream = std::move(passed->front());
    keep_from_children(stream.native());
    auto task = read_task(stream.native());
    if (!task) {
      const fork_reply refusal{0, task.error().code.value()};
      static_cast<void>(write_value(stream.native(), refusal));
      return std::optional<forked_task>();
    }
    flush_streams();
    auto forked = fork_process();
    if (!forked) {
      const fork_reply refusal{0, forked.error().code.value()};
      static_cast<void>(write_value(stream.native(), refusal));
      return std::optional<forked_task>();
    }
    if (!*forked) return std::optional(*std::move(task));
    const fork_reply reply{(*forked)->id(), 0};
    if (!write_value(stream.native(), reply)) stream.reset();
    children_.push_back({*std::move(forked), std::move(stream)});
    return std::optional<forked_task>();
  }

  handle control_;
  std::vector<served_child> children_;
};

}  // namespace

// In a child, what the service owns means nothing any more (keep_from_children), and its destruction closes it.
result<std::optional<forked_task>> serve_forks(native_handle control) { return fork_service(handle(control)).run(); }

}  // namespace multiprocessing::platform
