// SPDX-License-Identifier: BSL-1.0
// Checks of written pages, for tests.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace procport::reports::test {

/// Links and fragments in the pages of a folder that lead to nothing, or out of the folder.
[[nodiscard]] std::vector<std::string> dead_links(const std::filesystem::path& folder);

/// The first element that is closed wrongly or not at all; "" if there is none.
[[nodiscard]] std::string unbalanced(std::string_view page);

/// Replaces each free text of a sample document, but no word, id or reference.
void poison(boost::json::object& document, std::string_view text);

}  // namespace procport::reports::test
