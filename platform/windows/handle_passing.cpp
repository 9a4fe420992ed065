// SPDX-License-Identifier: BSL-1.0
// Giving handles away: the receiver says who it is, and the sender puts handles into that process and tells their
// numbers.
//
// What the sender has put there and cannot tell, it takes back, so that a failure leaves nothing in the receiver.
#include "platform/handle_passing.hpp"

#include <array>

#include "common/fault.hpp"
#include "platform/channel.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::uint32_t request_mark = 0x6d70'7271;
constexpr std::uint32_t answer_mark = 0x6d70'616e;

struct request {
  std::uint32_t mark = request_mark;
  std::uint32_t process = 0;
};

struct answer {
  std::uint32_t mark = answer_mark;
  std::uint32_t failure = 0;  // of the sender, as GetLastError told it
  std::uint32_t count = 0;
  std::uint32_t unused = 0;
  std::array<std::uint64_t, most_handles_passed> numbers{};
};

constexpr std::byte confirmation{1};

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

/// Handles put into another process, taken back unless they are let go of.
class handles_there {
 public:
  explicit handles_there(handle process) : process_(std::move(process)) {}
  ~handles_there() {
    for (const HANDLE each : there_)
      DuplicateHandle(to_handle(process_.native()), each, nullptr, nullptr, 0, FALSE, DUPLICATE_CLOSE_SOURCE);
  }
  handles_there(const handles_there&) = delete;
  handles_there& operator=(const handles_there&) = delete;

  result<> put(native_handle native) {
    HANDLE made = nullptr;
    if (!may_be_open(native)) return not_open("DuplicateHandle");
    if (auto fault = fault_at("DuplicateHandle")) return *fault;
    if (!DuplicateHandle(GetCurrentProcess(), to_handle(native), to_handle(process_.native()), &made, 0, FALSE,
                         DUPLICATE_SAME_ACCESS))
      return last_error("DuplicateHandle");
    there_.push_back(made);
    return {};
  }
  [[nodiscard]] const std::vector<HANDLE>& numbers() const noexcept { return there_; }
  void let_go() { there_.clear(); }

 private:
  handle process_;
  std::vector<HANDLE> there_;
};

result<> put_all(handles_there& into, std::span<const native_handle> handles) {
  for (const native_handle each : handles) {
    if (auto put = into.put(each); !put) return put.error();
  }
  return {};
}

}  // namespace

result<> send_handles(native_handle stream, std::span<const native_handle> handles) {
  if (handles.size() > most_handles_passed)
    return windows_error("send_handles", ERROR_INVALID_PARAMETER, std::to_string(handles.size()) + " at once");
  request asked;
  if (auto read = read_all(stream, bytes_of(asked)); !read) return read.error();
  if (asked.mark != request_mark) return nonsense("send_handles");

  handle process = own(OpenProcess(PROCESS_DUP_HANDLE, FALSE, asked.process));
  const result<> opened = process ? result<>() : last_error("OpenProcess");
  handles_there there(std::move(process));
  const result<> put = opened ? put_all(there, handles) : opened;

  answer told;
  if (put) {
    for (const HANDLE each : there.numbers())
      told.numbers[told.count++] = static_cast<std::uint64_t>(to_native(each));
  } else {
    told.failure = put.error().code.category() == std::system_category()
                       ? static_cast<std::uint32_t>(put.error().code.value())
                       : ERROR_INVALID_HANDLE;
  }
  if (auto written = write_all(stream, bytes_of(told)); !written) return put ? written : put;
  if (!put) return put;
  there.let_go();  // from here on they are the receiver's, whatever becomes of it
  std::byte confirmed{};
  return read_all(stream, {&confirmed, 1});
}

result<std::vector<handle>> receive_handles(native_handle stream) {
  std::vector<handle> received;
  received.reserve(most_handles_passed);  // nothing may fail once the numbers are here
  request asking;
  asking.process = GetCurrentProcessId();
  if (auto written = write_all(stream, bytes_of(asking)); !written) return written.error();
  answer told;
  if (auto read = read_all(stream, bytes_of(told)); !read) return read.error();
  if (told.mark != answer_mark || told.count > most_handles_passed) return nonsense("receive_handles");
  if (told.failure != 0) {
    error failure = windows_error("DuplicateHandle", told.failure, "in the process that sends");
    // The system's word for a table of handles that is full.
    if (told.failure == ERROR_NO_SYSTEM_RESOURCES) failure.code = std::make_error_code(std::errc::too_many_files_open);
    return failure;
  }
  for (const std::uint64_t each : std::span(told.numbers).first(told.count))
    received.emplace_back(static_cast<native_handle>(each));
  // A sender that has ended in the meantime has given them all the same.
  static_cast<void>(write_all(stream, {&confirmation, 1}));
  return received;
}

}  // namespace multiprocessing::platform
