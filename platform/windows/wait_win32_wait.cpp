// SPDX-License-Identifier: BSL-1.0
// Waiting for any of several handles: objects of the kernel by themselves, pipes by a read of no bytes that ends when
// there is something to read, sockets by an event that Winsock sets.
//
// One wait takes 64 objects. What is more than that is waited for by threads of the system, which set one event that is
// among the first 64.
#include <algorithm>
#include <deque>

#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/wait.hpp"
#include "windows/named_pipe.hpp"
#include "windows/overlapped.hpp"
#include "windows/socket.hpp"

namespace multiprocessing::platform {
namespace {

/// Waits by a thread of the system that end with this object.
class foreign_waits {
 public:
  foreign_waits() = default;
  ~foreign_waits() {
    // Returns when a callback that runs is over, so that none comes later.
    for (const HANDLE each : waits_) UnregisterWaitEx(each, INVALID_HANDLE_VALUE);
  }
  foreign_waits(const foreign_waits&) = delete;
  foreign_waits& operator=(const foreign_waits&) = delete;

  result<> prepare() {
    if (auto fault = fault_at("CreateEventW")) return *fault;
    any_ = own(CreateEventW(nullptr, TRUE, FALSE, nullptr));
    if (!any_) return last_error("CreateEventW");
    return {};
  }
  result<> add(HANDLE waited) {
    HANDLE made = nullptr;
    if (auto fault = fault_at("RegisterWaitForSingleObject")) return *fault;
    if (!RegisterWaitForSingleObject(&made, waited, set_event, to_handle(any_.native()), INFINITE,
                                     WT_EXECUTEINWAITTHREAD | WT_EXECUTEONLYONCE))
      return last_error("RegisterWaitForSingleObject");
    waits_.push_back(made);
    return {};
  }
  [[nodiscard]] HANDLE any() const noexcept { return to_handle(any_.native()); }

 private:
  static void CALLBACK set_event(void* event, BOOLEAN) { SetEvent(event); }

  handle any_;
  std::vector<HANDLE> waits_;
};

/// One handle that is waited for.
class waited_handle {
 public:
  waited_handle(std::size_t index, native_handle native)
      : index_(index),
        native_(native),
        is_socket_(platform::is_socket(native)),
        is_pipe_(!is_socket_ && GetFileType(to_handle(native)) == FILE_TYPE_PIPE),
        reading_(native) {}

  [[nodiscard]] std::size_t index() const noexcept { return index_; }
  /// What to wait for, once begin() has said that the handle is not ready.
  [[nodiscard]] HANDLE object() const noexcept {
    if (is_socket_) return watch_.event();
    return is_pipe_ ? reading_.event() : to_handle(native_);
  }

  /// Whether it is ready as it stands.
  result<bool> ready() const {
    if (is_socket_) return socket_ready(native_);
    if (is_pipe_) return bytes_or_end();
    const DWORD answer = WaitForSingleObject(to_handle(native_), 0);
    if (answer == WAIT_FAILED) return last_error("WaitForSingleObject", "handle " + std::to_string(native_));
    return answer != WAIT_TIMEOUT;
  }
  /// Makes object() one that is set when the handle becomes ready. True if it is by now.
  result<bool> begin() {
    if (is_socket_) {
      if (auto begun = watch_.begin(native_); !begun) return begun.error();
      return false;
    }
    if (!is_pipe_) return false;
    if (auto prepared = reading_.prepare(); !prepared) return prepared.error();
    return reading_.begin_read(nullptr, 0) != ERROR_IO_PENDING;
  }

 private:
  result<bool> bytes_or_end() const {
    DWORD bytes = 0;
    if (PeekNamedPipe(to_handle(native_), nullptr, 0, nullptr, &bytes, nullptr)) return bytes > 0;
    // The end of a pipe has several names. An end that is not for reading, or no handle at all, is a mistake.
    const DWORD code = GetLastError();
    if (code == ERROR_ACCESS_DENIED || code == ERROR_INVALID_HANDLE)
      return windows_error("PeekNamedPipe", code, "handle " + std::to_string(native_));
    return true;
  }

  std::size_t index_;
  native_handle native_;
  bool is_socket_;
  bool is_pipe_;
  socket_watch watch_;
  overlapped_operation reading_;  // of no bytes: calling it off loses none
};

using waited_handles = std::deque<waited_handle>;  // which are not moved: the system writes into them

result<std::vector<std::size_t>> ready_ones(const waited_handles& all) {
  std::vector<std::size_t> ready;
  for (const waited_handle& each : all) {
    const auto answer = each.ready();
    if (!answer) return answer.error();
    if (*answer) ready.push_back(each.index());
  }
  return ready;
}

/// Sleeps until one of the objects is set or the time is over.
result<> sleep_on(std::span<const HANDLE> objects, const deadline& until) {
  if (objects.empty()) {
    Sleep(milliseconds_left(until));
    return {};
  }
  foreign_waits others;
  std::vector<HANDLE> own_ones(objects.begin(), objects.end());
  if (objects.size() > MAXIMUM_WAIT_OBJECTS) {
    if (auto prepared = others.prepare(); !prepared) return prepared.error();
    own_ones.resize(MAXIMUM_WAIT_OBJECTS - 1);
    for (const HANDLE each : objects.subspan(own_ones.size())) {
      if (auto added = others.add(each); !added) return added.error();
    }
    own_ones.push_back(others.any());
  }
  const DWORD answer =
      WaitForMultipleObjects(static_cast<DWORD>(own_ones.size()), own_ones.data(), FALSE, milliseconds_left(until));
  if (answer == WAIT_FAILED) return last_error("WaitForMultipleObjects");
  return {};
}

// An object that changes by being waited for (a semaphore, an event that resets itself) is not for this: it would be
// found ready and then be asked once more.
result<std::vector<std::size_t>> wait_for_any(std::span<const native_handle> handles, const deadline& until) {
  waited_handles all;
  for (std::size_t index = 0; index < handles.size(); ++index) {
    if (!may_be_open(handles[index])) return not_open("WaitForMultipleObjects");
    all.emplace_back(index, handles[index]);
  }
  auto ready = ready_ones(all);
  if (!ready || !ready->empty() || passed(until)) return ready;

  std::vector<HANDLE> objects;
  bool begun_ready = false;
  for (waited_handle& each : all) {
    const auto answer = each.begin();
    if (!answer) return answer.error();
    begun_ready = begun_ready || *answer;
    objects.push_back(each.object());
  }
  // Somebody else may have read what woke this: then it goes on, with a new read of no bytes.
  if (!begun_ready) {
    if (auto slept = sleep_on(objects, until); !slept) return slept.error();
  }
  return std::vector<std::size_t>();
}

result<std::vector<std::size_t>> wait_by_objects(std::span<const native_handle> handles, const deadline& until) {
  while (true) {
    auto ready = wait_for_any(handles, until);
    if (!ready || !ready->empty()) return ready;
    if (passed(until)) return wait_for_any(handles, until);
  }
}

/// A read of no bytes must wait, end when a byte comes, and leave the byte where it is; called off, it must lose none.
evidence probe() {
  const auto name = random_pipe_name();
  if (!name) return seen_failing(name.error());
  const auto reader = create_pipe_instance(*name, {pipe_direction::inbound, true, true});
  if (!reader) return seen_failing(reader.error());
  const auto writer = open_pipe(*name, pipe_direction::inbound);
  if (!writer) return seen_failing(writer.error());
  const HANDLE native = to_handle(reader->native());
  for (const bool called_off : {true, false}) {
    overlapped_operation reading(reader->native());
    if (auto prepared = reading.prepare(); !prepared) return seen_failing(prepared.error());
    if (reading.begin_read(nullptr, 0) != ERROR_IO_PENDING)
      return seen_misbehaving("ReadFile", "a read of no bytes does not wait on an empty pipe");
    if (called_off) continue;
    const std::byte byte{1};
    overlapped_operation writing(writer->native());
    if (auto prepared = writing.prepare(); !prepared) return seen_failing(prepared.error());
    if (const DWORD code = writing.begin_write(&byte, 1); code != ERROR_SUCCESS)
      return seen_failing(windows_error("WriteFile", code));
    if (WaitForSingleObject(reading.event(), 1000) != WAIT_OBJECT_0)
      return seen_misbehaving("ReadFile", "a read of no bytes does not end when a byte arrives");
  }
  DWORD bytes = 0;
  if (!PeekNamedPipe(native, nullptr, 0, nullptr, &bytes, nullptr)) return seen_failing(last_error("PeekNamedPipe"));
  if (bytes != 1) return seen_misbehaving("PeekNamedPipe", "a read of no bytes took a byte");
  return seen_working("ReadFile of no bytes, PeekNamedPipe, WaitForMultipleObjects");
}

}  // namespace

extern const wait_strategy win32_wait;
const wait_strategy win32_wait{{"win32-wait", probe}, wait_by_objects};

}  // namespace multiprocessing::platform
