// SPDX-License-Identifier: BSL-1.0
// Listening and connecting by named pipes: each stream is an instance of the pipe of that name.
//
// The name of a pipe lasts as long as any instance, so streams that are in use would keep the name of a listener that is
// gone, and whoever connects would wait for a free instance for ever. An event beside it says that somebody listens.
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

class pipe_listener final : public stream_listener {
 public:
  pipe_listener(std::wstring name, handle marker, handle instance)
      : name_(std::move(name)), marker_(std::move(marker)), instance_(std::move(instance)) {}

  result<handle> accept(const deadline& until) override {
    const auto connected = connect(until);
    if (!connected) return connected.error();
    if (!*connected) return handle();
    // The next one before this one is given away: at no time is there a name that nobody answers to.
    auto next = create_pipe_instance(name_, {pipe_direction::duplex, false, false});
    if (!next) {
      DisconnectNamedPipe(to_handle(instance_.native()));
      return next.error();
    }
    return std::exchange(instance_, *std::move(next));
  }
  std::string name() const override { return to_utf8(name_); }

 private:
  result<bool> connect(const deadline& until) {
    overlapped_operation connecting(instance_.native());
    if (auto prepared = connecting.prepare(); !prepared) return prepared.error();
    DWORD code = connecting.begin_connect();
    if (code == ERROR_IO_PENDING) {
      const auto answer = wait_for_object(connecting.event(), until);
      if (!answer) return answer.error();
      // Calling it off may come too late, and then somebody has connected.
      code = *answer == WAIT_TIMEOUT ? connecting.cancel() : connecting.finish();
      if (code == ERROR_OPERATION_ABORTED) return false;
    }
    // Somebody was there before the call, or has even gone since; what was written can still be read.
    if (code == ERROR_SUCCESS || code == ERROR_PIPE_CONNECTED || code == ERROR_NO_DATA) return true;
    return windows_error("ConnectNamedPipe", code);
  }

  std::wstring name_;
  handle marker_;
  handle instance_;  // that waits for the next one who connects
};

error nobody_listens(const std::string& name) {
  return {"CreateFileW", std::make_error_code(std::errc::connection_refused), name + ": its listener is gone"};
}

bool somebody_listens(const std::wstring& pipe) {
  const handle marker = own(OpenEventW(SYNCHRONIZE, FALSE, marker_of(pipe).c_str()));
  return static_cast<bool>(marker);
}

}  // namespace

result<std::unique_ptr<stream_listener>> listen_stream() {
  auto name = random_pipe_name();
  if (!name) return name.error();
  const auto security = own_user_alone();
  if (!security) return security.error();
  if (auto fault = fault_at("CreateEventW")) return *fault;
  handle marker = own(CreateEventW(*security, TRUE, FALSE, marker_of(*name).c_str()));
  if (!marker) return last_error("CreateEventW");
  auto instance = create_pipe_instance(*name, {pipe_direction::duplex, true, false});
  if (!instance) return instance.error();
  return {std::make_unique<pipe_listener>(*std::move(name), std::move(marker), *std::move(instance))};
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
