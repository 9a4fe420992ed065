// SPDX-License-Identifier: BSL-1.0
// Connections, and pipes as pairs of them.
#include "multiprocessing/connection.hpp"

#include "connection_state.hpp"
#include "platform/channel.hpp"
#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing {

using detail::ConnectionAccess;

Connection::Connection(Handle handle, bool readable, bool writable) {
  if (!handle) throw ValueError("a connection needs a handle");
  if (!readable && !writable) throw ValueError("a connection must be readable or writable");
  state_ = std::make_shared<detail::ConnectionState>(platform::handle(handle.release()), readable, writable);
}

void Connection::send_bytes(std::span<const std::byte> bytes, std::size_t offset, std::optional<std::size_t> size) {
  if (offset > bytes.size()) throw ValueError("the buffer is shorter than the offset");
  const auto rest = bytes.subspan(offset);
  if (size.value_or(0) > rest.size()) throw ValueError("the buffer is shorter than offset and size");
  ConnectionAccess::state(*this).send(rest.first(size.value_or(rest.size())));
}

bool Connection::send_bytes(std::span<const std::byte> bytes, Timeout timeout) {
  return ConnectionAccess::state(*this).send(bytes, platform::deadline_after(timeout));
}

Bytes Connection::recv_bytes(std::optional<std::size_t> maxlength) {
  return ConnectionAccess::state(*this).receive(maxlength.value_or(Bytes().max_size()), std::nullopt);
}

std::size_t Connection::recv_bytes_into(std::span<std::byte> buffer, std::size_t offset) {
  if (offset > buffer.size()) throw ValueError("the buffer is shorter than the offset");
  return ConnectionAccess::state(*this).receive_into(buffer.subspan(offset));
}

bool Connection::poll(Timeout timeout) const {
  const auto use = ConnectionAccess::state(*this).open_for_reading();
  const platform::native_handle handles[] = {use.native()};
  return !detail::checked(platform::wait_any(handles, platform::deadline_after(timeout))).empty();
}

void Connection::close() {
  if (state_) state_->handle.close();
}

bool Connection::closed() const noexcept { return !state_ || state_->handle.closed(); }
bool Connection::readable() const noexcept { return state_ && state_->readable; }
bool Connection::writable() const noexcept { return state_ && state_->writable; }
std::intptr_t Connection::fileno() const { return ConnectionAccess::state(*this).open().native(); }

void Connection::save(detail::OutputArchive& archive) const {
  (void)archive.hand_off("a Connection");
  (void)ConnectionAccess::state(*this);
  detail::save_object(archive, "a Connection", state_);
}

void Connection::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::ConnectionState>(archive, "a Connection");
}

std::pair<Connection, Connection> Pipe(bool duplex) {
  if (duplex) {
    auto ends = detail::checked(platform::make_stream_pair());
    return {ConnectionAccess::make(std::move(ends.first)), ConnectionAccess::make(std::move(ends.second))};
  }
  auto ends = detail::checked(platform::make_pipe());
  return {ConnectionAccess::make(std::move(ends.reader), true, false),
          ConnectionAccess::make(std::move(ends.writer), false, true)};
}

}  // namespace multiprocessing
