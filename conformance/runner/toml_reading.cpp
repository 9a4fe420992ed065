// SPDX-License-Identifier: BSL-1.0
// Reads TOML, and says what does not fit.
#include "toml_reading.hpp"

#include <algorithm>

#include "model.hpp"

namespace procport::runner {

void refuse_toml(const std::string& where, const std::string& why) {
  throw Refusal{exit_code::unreadable, where + ": " + why};
}

toml::table parse_toml(const std::filesystem::path& file) {
  const auto name = file.string();
  try {
    return toml::parse_file(name);
  } catch (const toml::parse_error& error) {
    refuse_toml(name, std::string(error.description()) + " (line " + std::to_string(error.source().begin.line) + ")");
  }
}

std::vector<std::filesystem::path> toml_files(const std::filesystem::path& folder, const std::string& option) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    refuse_toml(folder.string(), "there is no such folder of " + option.substr(2) + " (" + option + " names another)");
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<const toml::table*> tables_of(const toml::table& table, const std::string& name, const std::string& where) {
  std::vector<const toml::table*> out;
  const auto* list = table[name].as_array();
  if (list == nullptr) return out;
  for (const auto& item : *list) {
    if (!item.is_table()) refuse_toml(where, "'" + name + "' holds something that is not a table");
    out.push_back(item.as_table());
  }
  return out;
}

std::string text_of(const toml::table& table, std::string_view key, const std::string& where) {
  const auto value = table[key].value<std::string>();
  if (!value || value->empty()) refuse_toml(where, "there is no text for '" + std::string(key) + "'");
  return *value;
}

std::vector<std::string> texts_of(const toml::table& table, std::string_view key, const std::string& where) {
  std::vector<std::string> out;
  if (!table.contains(key)) return out;
  const auto* list = table[key].as_array();
  if (list == nullptr) refuse_toml(where, "'" + std::string(key) + "' is not an array");
  for (const auto& item : *list) {
    const auto value = item.value<std::string>();
    if (!value) refuse_toml(where, "'" + std::string(key) + "' holds something that is not a string");
    out.push_back(*value);
  }
  return out;
}

void refuse_unknown(const toml::table& table, std::initializer_list<std::string_view> known, const std::string& where) {
  for (const auto& [key, value] : table) {
    if (std::ranges::count(known, key.str()) == 0) {
      refuse_toml(where, "unknown member '" + std::string(key.str()) + "'");
    }
  }
}

}  // namespace procport::runner
