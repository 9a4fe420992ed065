// SPDX-License-Identifier: BSL-1.0
// Never run on a system with kqueue; compiled against macOS's headers, and against declarations from the manual pages.
//
// Seeing a child end by a queue of kernel events that watches the process (kqueue(2), EVFILT_PROC with NOTE_EXIT). The
// event is never taken out of the queue, so the queue stays readable once the child has ended.
#include "bsd/kqueue.hpp"
#include "common/probe.hpp"
#include "platform/channel.hpp"
#include "platform/child_exit.hpp"
#include "platform/wait.hpp"

namespace multiprocessing::platform {
namespace {

result<> watch(native_handle queue, native_handle identifier, short filter, unsigned filter_flags) {
  const struct kevent wanted = event_to_add(identifier, filter, filter_flags);
  if (retried([&] { return ::kevent(descriptor(queue), &wanted, 1, nullptr, 0, nullptr); }) < 0)
    return native_error("kevent", errno);
  return {};
}

/// A reader that stands at the end of its stream for ever.
result<handle> always_ready() {
  auto ends = make_pipe();
  if (!ends) return ends.error();
  return std::move(ends->reader);
}

class kqueue_watcher final : public exit_watcher {
 public:
  explicit kqueue_watcher(handle queue) : queue_(std::move(queue)) {
    // A forked child has no such descriptor; its copy of this object would close whatever got the number there.
    keep_from_children(queue_.native());
  }

  result<> arm(process_id child) override {
    const auto watched = watch(queue_.native(), child, EVFILT_PROC, NOTE_EXIT);
    if (watched) return {};
    // A child that has ended already cannot be watched on some systems (macOS, OpenBSD). It is not reaped yet, so its
    // number means nobody else.
    if (watched.error().code != std::errc::no_such_process) return watched.error();
    auto ready = always_ready();
    if (!ready) return ready.error();
    queue_ = *std::move(ready);
    keep_from_children(queue_.native());
    return {};
  }
  [[nodiscard]] native_handle sentinel() const noexcept override { return queue_.native(); }

 private:
  handle queue_;
};

result<std::unique_ptr<exit_watcher>> make() {
  auto queue = make_kqueue();
  if (!queue) return queue.error();
  return {std::make_unique<kqueue_watcher>(*std::move(queue))};
}

result<bool> is_ready(native_handle queue) {
  const auto ready = wait_any({&queue, 1}, deadline_after(std::chrono::nanoseconds(0)));
  if (!ready) return ready.error();
  return !ready->empty();
}

/// Watches this process, which has not ended, and a stream that has: the queue must be ready after the second alone.
evidence probe() {
  const auto queue = make_kqueue();
  if (!queue) return seen_failing(queue.error());
  const auto process = watch(queue->native(), ::getpid(), EVFILT_PROC, NOTE_EXIT);
  if (!process) return seen_failing(process.error());
  const auto before = is_ready(queue->native());
  if (!before) return seen_failing(before.error());
  const auto ended = always_ready();
  if (!ended) return seen_failing(ended.error());
  const auto stream = watch(queue->native(), ended->native(), EVFILT_READ, 0);
  if (!stream) return seen_failing(stream.error());
  const auto after = is_ready(queue->native());
  if (!after) return seen_failing(after.error());
  if (*before) return seen_misbehaving("poll(kqueue)", "says that a process has ended that runs");
  if (!*after) return seen_misbehaving("poll(kqueue)", "a queue that holds an event is not ready");
  return seen_working("kevent(EVFILT_PROC, NOTE_EXIT), poll");
}

}  // namespace

extern const child_exit_strategy kqueue_child_exit;
const child_exit_strategy kqueue_child_exit{{"kqueue", probe}, make};

}  // namespace multiprocessing::platform
