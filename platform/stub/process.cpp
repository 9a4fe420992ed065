// SPDX-License-Identifier: BSL-1.0
// No processes but this one, whose number is 1.
#include "platform/process.hpp"

#include <cstdlib>

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<fork_result> fork_process(const std::vector<native_handle>&) { return absent("fork_process"); }

result<> fork_supported() { return absent("fork_process"); }

bool fork_trusted() { return false; }

result<> ignore_standard_input() { return absent("ignore_standard_input"); }

std::string signal_name(int) { return {}; }

std::vector<std::string> program_arguments(int count, char** values) { return {values + (count > 0), values + count}; }

process_id current_process_id() { return 1; }

result<std::string> executable_path() { return absent("executable_path"); }

void exit_process(int code) { std::_Exit(code); }

std::uint64_t current_process_stamp() { return 1; }

bool process_alive(std::uint64_t) { return true; }

process_id process_of(std::uint64_t stamp) { return static_cast<process_id>(stamp); }

}  // namespace multiprocessing::platform
