// SPDX-License-Identifier: BSL-1.0
// The pieces of which the sample documents are made.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace procport::reports::test {

/// Everything but requirements, cases and totals. With two variants: fork-native and spawn-native; else all six.
[[nodiscard]] boost::json::object frame(std::string_view target, int variants);

[[nodiscard]] boost::json::object requirement_object(std::string_view id, std::string_view area, std::string_view text,
                                                     std::string_view rollup, const std::vector<std::string>& cases);
[[nodiscard]] boost::json::object case_object(std::string_view id, std::string_view title, std::string_view requirement,
                                              boost::json::array results);
[[nodiscard]] boost::json::object result_object(std::string_view id, std::string_view variant, std::string_view verdict,
                                                std::string_view reason);
void add_residue(boost::json::object& result, std::string_view kind, std::string_view name, std::string_view detail);

[[nodiscard]] std::string upper(std::string_view text);

}  // namespace procport::reports::test
