// SPDX-License-Identifier: BSL-1.0
// The record of one run of one case: JSON Lines in the control folder.
#pragma once

#include <filesystem>
#include <string_view>

namespace conformance::record {

/// Where the lines go from now on.
void open(const std::filesystem::path& control_folder);

void begin(std::string_view case_id, std::string_view variant);
void failure(std::string_view file, std::size_t line, std::string_view message);
void end(std::string_view declared, std::string_view reason);

}  // namespace conformance::record
