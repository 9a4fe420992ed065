// SPDX-License-Identifier: BSL-1.0
// Semaphores of the Windows kernel, without names: a launched process inherits the handle.
//
// Taking and giving are one call each, so a process that is killed has a unit or does not.
#include <winternl.h>

#include "common/fault.hpp"
#include "common/semaphore_probe.hpp"
#include "platform/semaphore.hpp"
#include "windows/shared_handle.hpp"
#include "windows/system.hpp"
#include "windows/system_library.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "win32";
constexpr std::uint32_t largest = 0x7fff'ffff;  // counts are LONG

/// SEMAPHORE_BASIC_INFORMATION, which no header has.
struct semaphore_facts {
  LONG current;
  LONG maximum;
};

/// Win32 has no call for the value of a semaphore; the kernel below it does. Counting in shared memory beside it would
/// be wrong for good as soon as a user is killed between the two.
result<std::uint32_t> value_of(HANDLE counted) {
  using query = LONG(WINAPI*)(HANDLE, int, void*, ULONG, ULONG*);
  static const auto ask = from_ntdll<query>("NtQuerySemaphore");
  if (ask == nullptr) return unsupported_error("NtQuerySemaphore", "this system does not have the call");
  semaphore_facts facts{};
  if (const LONG status = ask(counted, 0, &facts, sizeof facts, nullptr); status != 0)
    return unsupported_error("NtQuerySemaphore", "status " + std::to_string(status));
  return static_cast<std::uint32_t>(facts.current);
}

class kernel_semaphore final : public semaphore {
 public:
  kernel_semaphore(shared_handle counted, std::uint32_t maximum) : counted_(std::move(counted)), maximum_(maximum) {}

  result<bool> acquire(const deadline& until) override {
    const auto answer = wait_for_object(to_handle(counted_->native()), until);
    if (!answer) return answer.error();
    return *answer == WAIT_OBJECT_0;
  }
  result<bool> release() override {
    if (ReleaseSemaphore(to_handle(counted_->native()), 1, nullptr)) return true;
    if (GetLastError() == ERROR_TOO_MANY_POSTS) return false;
    return last_error("ReleaseSemaphore");
  }
  result<std::uint32_t> value() const override { return value_of(to_handle(counted_->native())); }
  semaphore_transfer transfer() const override {
    return {std::string(strategy_name), {}, {counted_->native()}, maximum_};
  }

 private:
  shared_handle counted_;
  std::uint32_t maximum_;
};

result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum, semaphore_memory&) {
  if (auto fault = fault_at("CreateSemaphoreW")) return *fault;
  handle made = own(CreateSemaphoreW(nullptr, static_cast<LONG>(initial), static_cast<LONG>(maximum), nullptr));
  if (!made) return last_error("CreateSemaphoreW");
  return {std::make_unique<kernel_semaphore>(share(std::move(made)), maximum)};
}

result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory&) {
  if (from.handles.size() != 1) return windows_error("attach_semaphore", ERROR_INVALID_PARAMETER, "it has one handle");
  auto counted = take_shared(from.handles[0]);
  if (!counted) return counted.error();
  return {std::make_unique<kernel_semaphore>(*std::move(counted), from.maximum)};
}

evidence probe() {
  semaphore_memory unused{};
  return try_semaphore(make(0, 1, unused), "CreateSemaphoreW, ReleaseSemaphore, WaitForSingleObject, NtQuerySemaphore");
}

}  // namespace

extern const semaphore_strategy win32_semaphore;
const semaphore_strategy win32_semaphore{{strategy_name, probe}, largest, make, attach};

}  // namespace multiprocessing::platform
