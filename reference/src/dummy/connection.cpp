// SPDX-License-Identifier: BSL-1.0
// Pipes among threads.
#include "multiprocessing/dummy/connection.hpp"

#include <algorithm>
#include <atomic>
#include <deque>

namespace multiprocessing::dummy {
namespace detail {

/// One direction.
struct Stream {
  Monitor monitor;
  std::deque<Bytes> messages;
  std::size_t readers = 0;
  std::size_t writers = 0;
  std::atomic<bool> broken = false;  // what follows a message of a length that was not accepted has no meaning
};

struct PipeEnd {
  std::shared_ptr<Stream> in;  // empty if it only sends
  std::shared_ptr<Stream> out;

  void open() const { count(1); }
  void close() const { count(static_cast<std::size_t>(-1)); }

 private:
  void count(std::size_t more) const {
    if (in) {
      Visit visit(in->monitor);
      in->readers += more;
      visit.tell_all();
    }
    if (out) {
      Visit visit(out->monitor);
      out->writers += more;
      visit.tell_all();
    }
  }
};

namespace {

Stream& readable_stream(const std::shared_ptr<PipeEnd>& end) {
  if (!end) refuse_closed("the connection");
  if (!end->in || end->in->broken) refuse_closed("the reading side of the connection");
  return *end->in;
}

}  // namespace
}  // namespace detail

Connection::Connection(std::shared_ptr<detail::PipeEnd> end) noexcept : end_(std::move(end)) { end_->open(); }

Connection::Connection(const Connection& other) : end_(other.end_) {
  if (end_) end_->open();
}

Connection& Connection::operator=(Connection other) noexcept {
  std::swap(end_, other.end_);
  return *this;
}

Connection::~Connection() { close(); }

void Connection::close() {
  if (end_) end_->close();
  end_.reset();
}

bool Connection::readable() const noexcept { return end_ && end_->in; }
bool Connection::writable() const noexcept { return end_ && end_->out; }

void Connection::send_bytes(std::span<const std::byte> bytes) {
  if (!end_) detail::refuse_closed("the connection");
  if (!end_->out) detail::refuse_closed("the sending side of the connection");
  auto& stream = *end_->out;
  detail::Visit visit(stream.monitor);
  if (stream.readers == 0) throw OSError(std::make_error_code(std::errc::broken_pipe), "nobody can receive any more");
  stream.messages.emplace_back(bytes.begin(), bytes.end());
  visit.tell_all();
}

Bytes Connection::recv_bytes(std::optional<std::size_t> maxlength) {
  auto& stream = detail::readable_stream(end_);
  detail::Visit visit(stream.monitor);
  visit.wait(std::nullopt, [&] { return !stream.messages.empty() || stream.writers == 0; });
  if (stream.messages.empty()) throw EOFError();
  auto message = std::move(stream.messages.front());
  stream.messages.pop_front();
  if (message.size() > maxlength.value_or(message.size())) {
    stream.broken = true;
    throw OSError(std::make_error_code(std::errc::bad_message), "bad message length");
  }
  return message;
}

std::size_t Connection::recv_bytes_into(std::span<std::byte> buffer) {
  auto message = recv_bytes();
  if (message.size() > buffer.size()) throw BufferTooShort(std::move(message));
  std::copy(message.begin(), message.end(), buffer.begin());
  return message.size();
}

bool Connection::poll(Timeout timeout) const {
  auto& stream = detail::readable_stream(end_);
  const auto until = detail::deadline_after(timeout);
  detail::Visit visit(stream.monitor);
  return visit.wait(until, [&] { return !stream.messages.empty() || stream.writers == 0; });
}

std::pair<Connection, Connection> Pipe(bool duplex) {
  auto there = std::make_shared<detail::Stream>();
  auto back = duplex ? std::make_shared<detail::Stream>() : nullptr;
  return {Connection(std::make_shared<detail::PipeEnd>(detail::PipeEnd{there, back})),
          Connection(std::make_shared<detail::PipeEnd>(detail::PipeEnd{back, there}))};
}

}  // namespace multiprocessing::dummy
