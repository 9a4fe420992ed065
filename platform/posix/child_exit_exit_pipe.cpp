// SPDX-License-Identifier: BSL-1.0
// Seeing a child end by the end of a pipe: the child alone holds the other end, and the system closes it.
#include "common/probe.hpp"
#include "platform/channel.hpp"
#include "platform/child_exit.hpp"
#include "platform/wait.hpp"

namespace multiprocessing::platform {
namespace {

class pipe_watcher final : public exit_watcher {
 public:
  explicit pipe_watcher(pipe_ends ends) : ends_(std::move(ends)) {
    // Kept from the children of this process and, since a forked child inherits the table, from those of the child: a
    // grandchild that held the writer would hold back the news of its parent's end.
    keep_from_children(ends_.reader.native());
    keep_from_children(ends_.writer.native());
  }

  [[nodiscard]] native_handle child_side() const noexcept override { return ends_.writer.native(); }
  result<> arm(process_id) override {
    ends_.writer.reset();
    return {};
  }
  [[nodiscard]] native_handle sentinel() const noexcept override { return ends_.reader.native(); }

 private:
  pipe_ends ends_;
};

result<std::unique_ptr<exit_watcher>> make() {
  auto ends = make_pipe();
  if (!ends) return ends.error();
  return {std::make_unique<pipe_watcher>(*std::move(ends))};
}

evidence probe() {
  auto ends = make_pipe();
  if (!ends) return seen_failing(ends.error());
  const native_handle reader = ends->reader.native();
  const auto open = wait_any({&reader, 1}, deadline_after(std::chrono::nanoseconds(0)));
  if (!open) return seen_failing(open.error());
  ends->writer.reset();
  const auto ended = wait_any({&reader, 1}, deadline_after(std::chrono::nanoseconds(0)));
  if (!ended) return seen_failing(ended.error());
  if (!open->empty() || ended->empty()) return seen_misbehaving("poll", "the end of a pipe is not seen as its end");
  return seen_working("pipe, poll");
}

}  // namespace

extern const child_exit_strategy exit_pipe_child_exit;
const child_exit_strategy exit_pipe_child_exit{{"exit-pipe", probe}, make};

}  // namespace multiprocessing::platform
