// SPDX-License-Identifier: BSL-1.0
// Giving handles away: the sender says who it is and what its handles are called there, and the receiver takes copies.
//
// The sender speaks first, so that whoever waits for the stream sees that something is to be had. It stays until the
// receiver has answered, so nothing is ever on its way: until then the handles are the sender's alone.
#include "platform/handle_passing.hpp"

#include <array>

#include "common/fault.hpp"
#include "platform/channel.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::uint32_t offer_mark = 0x6d70'6f66;
constexpr std::uint32_t answer_mark = 0x6d70'616e;

struct offer {
  std::uint32_t mark = offer_mark;
  std::uint32_t process = 0;
  std::uint64_t count = 0;
  std::array<std::uint64_t, most_handles_passed> numbers{};
};

struct answer {
  std::uint32_t mark = answer_mark;
  std::uint32_t failure = 0;  // of the receiver, as GetLastError told it
};

result<> read_all(native_handle from, std::span<std::byte> into) {
  while (!into.empty()) {
    const auto got = read_some(from, into);
    if (!got) return got.error();
    if (*got == 0) return windows_error("ReadFile", ERROR_BROKEN_PIPE, "the other side has ended");
    into = into.subspan(*got);
  }
  return {};
}

result<> write_all(native_handle to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto written = write_some(to, bytes);
    if (!written) return written.error();
    bytes = bytes.subspan(*written);
  }
  return {};
}

template <class T>
std::span<std::byte> bytes_of(T& object) {
  return std::as_writable_bytes(std::span(&object, 1));
}

error nonsense(std::string_view operation) {
  return {operation, std::make_error_code(std::errc::bad_message), "the other side does not pass handles just now"};
}

result<> check_open(std::span<const native_handle> handles) {
  for (const native_handle each : handles) {
    if (!may_be_open(each)) return not_open("GetHandleInformation");
    DWORD flags = 0;
    if (!GetHandleInformation(to_handle(each), &flags)) return last_error("GetHandleInformation");
  }
  return {};
}

/// All of what is offered, or none of it.
result<std::vector<handle>> take(const offer& offered) {
  std::vector<handle> taken;
  taken.reserve(most_handles_passed);
  const handle sender = own(OpenProcess(PROCESS_DUP_HANDLE, FALSE, offered.process));
  if (!sender) return last_error("OpenProcess", "of the process that sends");
  for (const std::uint64_t each : std::span(offered.numbers).first(static_cast<std::size_t>(offered.count))) {
    HANDLE made = nullptr;
    if (auto fault = fault_at("DuplicateHandle")) return *fault;
    if (!DuplicateHandle(to_handle(sender.native()), to_handle(static_cast<native_handle>(each)), GetCurrentProcess(),
                         &made, 0, FALSE, DUPLICATE_SAME_ACCESS))
      return last_error("DuplicateHandle");
    taken.push_back(own(made));
  }
  return taken;
}

/// As GetLastError told it, for the other side.
std::uint32_t number_of(const error& failure) {
  const bool ours = failure.code.category() == std::system_category();
  return ours ? static_cast<std::uint32_t>(failure.code.value()) : ERROR_INVALID_HANDLE;
}

}  // namespace

result<> send_handles(native_handle stream, std::span<const native_handle> handles) {
  if (handles.size() > most_handles_passed)
    return windows_error("send_handles", ERROR_INVALID_PARAMETER, std::to_string(handles.size()) + " at once");
  if (auto open = check_open(handles); !open) return open;
  offer offered;
  offered.process = GetCurrentProcessId();
  for (const native_handle each : handles) offered.numbers[offered.count++] = static_cast<std::uint64_t>(each);
  if (auto written = write_all(stream, bytes_of(offered)); !written) return written;
  answer told;
  if (auto read = read_all(stream, bytes_of(told)); !read) return read;
  if (told.mark != answer_mark) return nonsense("send_handles");
  if (told.failure != 0) return windows_error("DuplicateHandle", told.failure, "in the process that receives");
  return {};
}

result<std::vector<handle>> receive_handles(native_handle stream) {
  offer offered;
  if (auto read = read_all(stream, bytes_of(offered)); !read) return read.error();
  if (offered.mark != offer_mark || offered.count > most_handles_passed) return nonsense("receive_handles");
  auto taken = take(offered);
  answer told;
  if (!taken) told.failure = number_of(taken.error());
  const auto written = write_all(stream, bytes_of(told));
  if (!taken) {
    error failure = taken.error();
    // The system's word for a table of handles that is full.
    if (told.failure == ERROR_NO_SYSTEM_RESOURCES) failure.code = std::make_error_code(std::errc::too_many_files_open);
    return failure;
  }
  // A sender that has ended in the meantime has given them all the same.
  if (!written && written.error().code != std::errc::broken_pipe) return written.error();
  return taken;
}

}  // namespace multiprocessing::platform
