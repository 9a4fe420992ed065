// SPDX-License-Identifier: BSL-1.0
// Functions of ntdll.dll that no import library promises: looked up at run time, so that a system without one says so.
#pragma once

#include <windows.h>

namespace multiprocessing::platform {

/// Null where the system does not have it.
template <class Function>
[[nodiscard]] Function from_ntdll(const char* name) {
  const HMODULE library = GetModuleHandleW(L"ntdll.dll");  // in every process
  if (library == nullptr) return nullptr;
  // By way of void*, since g++ warns of a cast between types of functions, and FARPROC fits none.
  return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

}  // namespace multiprocessing::platform
