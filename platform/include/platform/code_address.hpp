// SPDX-License-Identifier: BSL-1.0
// Functions named so that another process of the same program finds them, wherever it was loaded.
#pragma once

#include <cstdint>
#include <string>

#include "platform/error.hpp"

namespace multiprocessing::platform {

struct code_address {
  std::string module;    // file name of the library, empty for the program itself
  std::string build_id;  // of the module; empty where the linker made none
  std::uint64_t offset = 0;
};

using code_pointer = void (*)();

result<code_address> locate_code(code_pointer function);
/// Fails if the module is not loaded here, or is another build.
result<code_pointer> resolve_code(const code_address& address);

}  // namespace multiprocessing::platform
