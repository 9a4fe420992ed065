// SPDX-License-Identifier: BSL-1.0
// What the readers of TOML files have in common: each thing that does not fit is refused, by file and place.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace procport::runner {

/// Refusal{9} "where: why".
[[noreturn]] void refuse_toml(const std::string& where, const std::string& why);

[[nodiscard]] toml::table parse_toml(const std::filesystem::path& file);
/// Every *.toml of a folder, in the order of their names. `option` is what names another folder, for the message.
[[nodiscard]] std::vector<std::filesystem::path> toml_files(const std::filesystem::path& folder,
                                                            const std::string& option);
/// The tables of `[[name]]`, each of which is one; none if there is no such array.
[[nodiscard]] std::vector<const toml::table*> tables_of(const toml::table& table, const std::string& name,
                                                        const std::string& where);
/// A text that must be there and not be empty.
[[nodiscard]] std::string text_of(const toml::table& table, std::string_view key, const std::string& where);
/// An array of texts, empty if it is not there.
[[nodiscard]] std::vector<std::string> texts_of(const toml::table& table, std::string_view key,
                                                const std::string& where);
void refuse_unknown(const toml::table& table, std::initializer_list<std::string_view> known, const std::string& where);

}  // namespace procport::runner
