// SPDX-License-Identifier: BSL-1.0
// Handles through connections. A connection is announced by a message with its direction, and its handle follows.
#include "multiprocessing/passing.hpp"

#include <algorithm>

#include "connection_state.hpp"
#include "platform/handle_passing.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace {

using detail::ConnectionAccess;

struct Announcement {
  std::uint32_t mark = 0;
  bool readable = false;
  bool writable = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(mark, readable, writable);
  }
};
constexpr std::uint32_t connection_mark = 0x6d70'636e;

/// Either side speaks and hears.
detail::GuardedHandle::Use open_both_ways(const Connection& through) {
  auto& state = ConnectionAccess::state(through);
  (void)state.open_for_reading();
  return state.open_for_writing();
}

void send_native(const detail::GuardedHandle::Use& through, std::intptr_t handle) {
  detail::checked(platform::send_handles(through.native(), {&handle, 1}));
}

Handle recv_native(const detail::GuardedHandle::Use& through) {
  auto received = platform::receive_handles(through.native());
  if (!received && received.error().code == std::errc::broken_pipe) throw EOFError();
  auto handles = detail::checked(std::move(received));
  if (handles.size() != 1) detail::raise_os(std::errc::bad_message, "the other side sent another number of handles");
  return Handle(handles.front().release());
}

}  // namespace

Handle::~Handle() {
  if (*this) platform::handle(release()).reset();
}

void send_handle(Connection& through, std::intptr_t handle) { send_native(open_both_ways(through), handle); }

Handle recv_handle(Connection& through) { return recv_native(open_both_ways(through)); }

void send_connection(Connection& through, const Connection& passed) {
  auto& state = ConnectionAccess::state(passed);
  const auto held = state.open();
  const auto carrier = open_both_ways(through);
  through.send(Announcement{connection_mark, state.readable, state.writable});
  send_native(carrier, held.native());
}

Connection recv_connection(Connection& through) {
  const auto carrier = open_both_ways(through);
  const auto announced = through.recv<Announcement>();
  if (announced.mark != connection_mark || !(announced.readable || announced.writable))
    throw UnpicklingError("the message does not announce a connection");
  return Connection(recv_native(carrier), announced.readable, announced.writable);
}

}  // namespace multiprocessing
