// SPDX-License-Identifier: BSL-1.0
// The verbs that the report library does: report and diff.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace procport::runner {

[[nodiscard]] int report(const std::vector<std::filesystem::path>& inputs, const std::filesystem::path& out);
[[nodiscard]] int diff(const std::filesystem::path& before, const std::filesystem::path& after,
                       const std::string& format);

}  // namespace procport::runner
