// SPDX-License-Identifier: BSL-1.0
// Listening and connecting by named pipes: each stream is an instance of the pipe of that name.
//
// The name of a pipe lasts as long as any instance, so streams that are in use would keep the name of a listener that
// is gone, and whoever connects would wait for a free instance for ever. An event beside it says that somebody listens.
#include "platform/listener.hpp"

#include "common/fault.hpp"
#include "windows/named_pipe.hpp"
#include "windows/overlapped.hpp"
#include "windows/text.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds longest_slice = 100ms;  // after which a busy listener is looked at once more

/// The name of the event. Pipes are for all sessions of a computer, and so is this.
std::wstring marker_of(const std::wstring& pipe) { return L"Global\\" + pipe.substr(pipe_prefix.size()); }

/// An instance that waits for the next one who connects. The waiting goes on as long as this lives, so that somebody
/// else can wait for its event.
class waiting_instance {
 public:
  explicit waiting_instance(handle instance) : instance_(std::move(instance)), connecting_(instance_.native()) {}

  result<> begin() {
    if (auto prepared = connecting_.prepare(); !prepared) return prepared;
    code_ = connecting_.begin_connect();
    // Where it is over at once, nobody has set the event.
    if (code_ != ERROR_IO_PENDING) SetEvent(connecting_.event());
    return check(code_ == ERROR_IO_PENDING ? ERROR_SUCCESS : code_);
  }

  [[nodiscard]] HANDLE event() const noexcept { return connecting_.event(); }

  /// Once the event is set.
  result<> finish() { return check(code_ == ERROR_IO_PENDING ? connecting_.finish() : code_); }

  /// The stream of whoever has connected.
  [[nodiscard]] handle take() { return std::move(instance_); }
  void turn_away() { DisconnectNamedPipe(to_handle(instance_.native())); }

 private:
  static result<> check(DWORD code) {
    // Somebody was there before the call, or has even gone since; what was written can still be read.
    if (code == ERROR_SUCCESS || code == ERROR_PIPE_CONNECTED || code == ERROR_NO_DATA) return {};
    return windows_error("ConnectNamedPipe", code);
  }

  handle instance_;
  overlapped_operation connecting_;  // called off before the instance is closed
  DWORD code_ = ERROR_SUCCESS;
};

class pipe_listener final : public stream_listener {
 public:
  pipe_listener(std::wstring name, handle marker) : name_(std::move(name)), marker_(std::move(marker)) {}

  result<> wait_for_next(bool first) {
    auto instance = create_pipe_instance(name_, {pipe_direction::duplex, first, false});
    if (!instance) return instance.error();
    auto next = std::make_unique<waiting_instance>(*std::move(instance));
    if (auto begun = next->begin(); !begun) return begun;
    waiting_ = std::move(next);
    return {};
  }

  result<handle> accept(const deadline& until) override {
    if (!waiting_) {  // making it has failed before
      if (auto next = wait_for_next(false); !next) return next.error();
    }
    const auto answer = wait_for_object(waiting_->event(), until);
    if (!answer) return answer.error();
    if (*answer == WAIT_TIMEOUT) return handle();
    const auto connected = waiting_->finish();
    auto accepted = std::move(waiting_);
    // The next one before this one is given away: at no time is there a name that nobody answers to.
    if (auto next = wait_for_next(false); !next) {
      accepted->turn_away();
      return next.error();
    }
    if (!connected) return connected.error();
    return accepted->take();
  }
  std::string name() const override { return to_utf8(name_); }
  native_handle native() const override { return waiting_ ? to_native(waiting_->event()) : invalid_handle; }

 private:
  std::wstring name_;
  handle marker_;
  std::unique_ptr<waiting_instance> waiting_;
};

error nobody_listens(const std::string& name) {
  return {"CreateFileW", std::make_error_code(std::errc::connection_refused), name + ": its listener is gone"};
}

bool somebody_listens(const std::wstring& pipe) {
  const handle marker = own(OpenEventW(SYNCHRONIZE, FALSE, marker_of(pipe).c_str()));
  return static_cast<bool>(marker);
}

/// The system says that it may not be had, of a pipe that somebody else has made with this name.
error taken(error failure) {
  if (failure.code == std::errc::permission_denied) failure.code = std::make_error_code(std::errc::address_in_use);
  return failure;
}

result<std::unique_ptr<stream_listener>> listen_at(std::wstring name) {
  const auto security = own_user_alone();
  if (!security) return security.error();
  if (auto fault = fault_at("CreateEventW")) return *fault;
  handle marker = own(CreateEventW(*security, TRUE, FALSE, marker_of(name).c_str()));
  const DWORD code = GetLastError();
  if (!marker) return windows_error("CreateEventW", code);
  // Asked here as well, since Wine 8.0 makes a second first instance of a pipe.
  if (code == ERROR_ALREADY_EXISTS)
    return error{"CreateEventW", std::make_error_code(std::errc::address_in_use), to_utf8(name)};
  auto made = std::make_unique<pipe_listener>(std::move(name), std::move(marker));
  if (auto waiting = made->wait_for_next(true); !waiting) return waiting.error();
  return {std::move(made)};
}

}  // namespace

stream_names kind_of_stream_names() noexcept { return stream_names::pipes; }

result<std::unique_ptr<stream_listener>> listen_stream() {
  auto name = random_pipe_name();
  if (!name) return name.error();
  return listen_at(*std::move(name));
}

result<std::unique_ptr<stream_listener>> listen_stream(const std::string& name, int) {
  if (!name.starts_with(pipe_prefix))
    return windows_error("CreateNamedPipeW", ERROR_INVALID_NAME, "'" + name + "' is not the name of a pipe");
  auto wide_name = to_wide("CreateNamedPipeW", name);
  if (!wide_name) return wide_name.error();
  auto made = listen_at(*std::move(wide_name));
  if (!made) return taken(made.error());
  return made;
}

result<handle> connect_stream(const std::string& name, const deadline& until) {
  if (!name.starts_with(pipe_prefix))
    return windows_error("CreateFileW", ERROR_FILE_NOT_FOUND, "'" + name + "' is not the name of a pipe");
  const auto wide_name = to_wide("CreateFileW", name);
  if (!wide_name) return wide_name.error();
  while (true) {
    auto opened = open_pipe(*wide_name, pipe_direction::duplex);
    if (opened) return opened;
    if (opened.error().code != std::error_code(ERROR_PIPE_BUSY, std::system_category())) return opened;
    if (!somebody_listens(*wide_name)) return nobody_listens(name);
    if (passed(until)) return windows_error("WaitNamedPipeW", ERROR_SEM_TIMEOUT, name);
    // Zero would mean the default of the pipe.
    const DWORD slice = std::max<DWORD>(milliseconds_left(slice_of(until, longest_slice)), 1);
    if (!WaitNamedPipeW(wide_name->c_str(), slice) && GetLastError() != ERROR_SEM_TIMEOUT &&
        GetLastError() != ERROR_PIPE_BUSY)
      return last_error("WaitNamedPipeW", name);
  }
}

}  // namespace multiprocessing::platform
