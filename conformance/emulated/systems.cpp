// SPDX-License-Identifier: BSL-1.0
// Reads systems.toml.
#include <toml++/toml.h>

#include <sstream>

#include "emulation.hpp"

namespace emulated {
namespace {

std::string text_of(const toml::table& table, const char* key, const std::string& where) {
  const auto value = table[key].value<std::string>();
  if (!value || value->empty()) throw Problem{where + ": there is no text for '" + key + "'"};
  return *value;
}

Line read_line(const toml::table& table, const std::string& where) {
  Line out;
  std::istringstream words(text_of(table, "do", where));
  for (std::string word; words >> word;) out.words.push_back(word);
  out.row = text_of(table, "row", where);
  out.evidence = text_of(table, "evidence", where);
  return out;
}

}  // namespace

std::vector<System> load_systems(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw Problem{file.string() + ": " + std::string(error.description())};
  }
  std::vector<System> out;
  const auto* systems = table["system"].as_array();
  if (systems == nullptr) throw Problem{file.string() + ": there is no [[system]]"};
  for (const auto& item : *systems) {
    const auto& row = *item.as_table();
    System system;
    system.id = text_of(row, "id", file.string());
    const auto where = file.string() + ": " + system.id;
    system.kind = text_of(row, "kind", where);
    system.text = text_of(row, "text", where);
    const auto* lines = row["lines"].as_array();
    if (lines == nullptr) throw Problem{where + ": there are no 'lines'"};
    for (const auto& line : *lines) system.lines.push_back(read_line(*line.as_table(), where));
    out.push_back(std::move(system));
  }
  return out;
}

}  // namespace emulated
