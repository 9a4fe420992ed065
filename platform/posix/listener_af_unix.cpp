// SPDX-License-Identifier: BSL-1.0
// Listening for streams under the path of a socket.
#include "platform/listener.hpp"

#include "platform/wait.hpp"
#include "posix/unix_socket.hpp"

namespace multiprocessing::platform {
namespace {

class unix_listener final : public stream_listener {
 public:
  explicit unix_listener(listening_socket socket) : socket_(std::move(socket)) {
    keep_from_children(socket_.native());  // nobody else takes connections away, or keeps the name alive
  }

  result<handle> accept(const deadline& until) override {
    while (true) {
      auto accepted = socket_.accept_pending();
      if (!accepted || *accepted || passed(until)) return accepted;
      const native_handle waited = socket_.native();
      if (const auto ready = wait_any({&waited, 1}, until); !ready) return ready.error();
    }
  }
  [[nodiscard]] std::string name() const override { return socket_.name(); }
  [[nodiscard]] native_handle native() const override { return socket_.native(); }

 private:
  listening_socket socket_;
};

}  // namespace

stream_names kind_of_stream_names() noexcept { return stream_names::paths; }

result<std::unique_ptr<stream_listener>> listen_stream() {
  auto socket = listening_socket::make();
  if (!socket) return socket.error();
  return {std::make_unique<unix_listener>(*std::move(socket))};
}

result<std::unique_ptr<stream_listener>> listen_stream(const std::string& name, int waiting) {
  auto socket = listening_socket::make_at(name, waiting);
  if (!socket) return socket.error();
  return {std::make_unique<unix_listener>(*std::move(socket))};
}

result<handle> connect_stream(const std::string& name, const deadline& until) { return connect_to_name(name, until); }

}  // namespace multiprocessing::platform
