// SPDX-License-Identifier: BSL-1.0
// The end of a thread by fiber-local storage, whose callback the system makes for each thread that ends.
//
// C++'s own way will not do: with MinGW-w64, g++ up to 15 destroys objects that are thread_local after their memory has
// been freed (GCC bug 80816, mingw-w64 bug 527; heaps were damaged by it under g++ 12.2). That is so for the stub family
// too if this compiler builds it, which is why nothing else of this family is needed here.
#include <windows.h>

#include <memory>

#include "common/fault.hpp"
#include "common/thread_end.hpp"
#include "platform/thread_end.hpp"

namespace multiprocessing::platform {
namespace {

/// Set while the static objects of the program are there. At the end of a process the callback is made once more for
/// the thread that ends it, when they are not.
struct program_phase {
  ~program_phase() { running = false; }
  bool running = true;
};
program_phase phase;

DWORD index_of_calls();

void NTAPI run_calls(void* calls) {
  if (!phase.running) return;
  const std::unique_ptr<thread_end_calls> owned(static_cast<thread_end_calls*>(calls));
  FlsSetValue(index_of_calls(), calls);  // what is asked for in the meantime comes here
  owned->run();
  FlsSetValue(index_of_calls(), nullptr);
}

DWORD index_of_calls() {
  static const DWORD index = FlsAlloc(run_calls);
  return index;
}

}  // namespace

result<> at_thread_end(void (*function)(void*), void* argument) {
  const DWORD index = index_of_calls();
  if (index == FLS_OUT_OF_INDEXES) return native_error("FlsAlloc", ERROR_NO_SYSTEM_RESOURCES);
  auto* calls = static_cast<thread_end_calls*>(FlsGetValue(index));
  if (calls == nullptr) {
    auto made = std::make_unique<thread_end_calls>();
    if (auto fault = fault_at("FlsSetValue")) return *fault;
    if (!FlsSetValue(index, made.get())) return native_error("FlsSetValue", static_cast<int>(GetLastError()));
    calls = made.release();
  }
  calls->add(function, argument);
  return {};
}

}  // namespace multiprocessing::platform
