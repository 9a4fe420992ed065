// SPDX-License-Identifier: BSL-1.0
// Children by launching this program once more: they are told through a pipe who they are and what to do.
#include "child_state.hpp"
#include "launched.hpp"
#include "platform/channel.hpp"
#include "raise.hpp"
#include "state_pipe.hpp"

namespace multiprocessing::detail {

Started start_by_spawn(const Task& task, const Birth& birth) {
  require_freeze_support(StartMethod::spawn);
  auto lifeline = checked(platform::make_pipe());
  platform::keep_from_children(lifeline.writer.native());
  auto pipe = checked(platform::make_pipe());
  platform::keep_from_children(pipe.writer.native());

  HandOff hand_off;
  OutputArchive archive(&hand_off);
  write_program(archive);
  write_name_tree(archive, hand_off);
  write_child(archive, hand_off, task, birth, StartMethod::spawn, lifeline.reader.native());
  hand_off.handles.push_back(pipe.reader.native());

  platform::launch_request request = launch_once_more(child_argument, pipe.reader.native());
  request.inherited = std::move(hand_off.handles);
  auto child = checked(platform::launch_process(request));
  pipe.reader.reset();  // so that the end of the child is the end of the pipe
  deliver_state(std::move(pipe.writer), archive.take());
  return {std::move(child), std::move(lifeline.writer), std::move(hand_off.kept)};
}

void begin_spawned(platform::native_handle hand_off) {
  const Bytes state = receive_state(platform::handle(hand_off));
  TakeOver taken;
  InputArchive archive(state, &taken);
  require_same_program(archive);
  join_name_tree(archive);
  begin_child(archive);
}

}  // namespace multiprocessing::detail
