// SPDX-License-Identifier: BSL-1.0
// Loads and checks the list of defects.
#include "defects.hpp"

#include <algorithm>
#include <set>

#include "text.hpp"
#include "toml_reading.hpp"

namespace procport::runner {
namespace {

bool is_defect_id(const std::string& id) {
  return id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

Defect read_defect(const toml::table& table, const std::string& file, const Catalogue& catalogue) {
  Defect out;
  out.id = text_of(table, "id", file + ": the defect in line " + std::to_string(table.source().begin.line));
  const auto where = file + ": " + out.id;
  if (!is_defect_id(out.id)) refuse_toml(where, "an id holds a-z, 0-9 and -");
  refuse_unknown(table, {"id", "family", "text", "breaks", "variants", "cases", "absorbed"}, where);
  out.family = text_of(table, "family", where);
  out.text = text_of(table, "text", where);
  out.breaks = texts_of(table, "breaks", where);
  out.variants = texts_of(table, "variants", where);
  out.cases = texts_of(table, "cases", where);
  if (table.contains("absorbed")) out.absorbed = text_of(table, "absorbed", where);
  if (out.variants.empty()) out.variants = {"spawn-native"};
  if (out.breaks.empty()) refuse_toml(where, "'breaks' names no requirement");
  for (const auto& id : out.breaks) {
    if (catalogue.find(id) != nullptr) continue;
    const auto near = near_matches(id, catalogue.ids(), 1);
    refuse_toml(where, "it breaks " + id + ", which is in no file of requirements" +
                           (near.empty() ? "" : "; did you mean " + near.front() + "?"));
  }
  return out;
}

}  // namespace

std::vector<Defect> load_defects(const std::filesystem::path& file, const Catalogue& catalogue) {
  const auto name = file.string();
  const auto table = parse_toml(file);
  std::vector<Defect> out;
  std::set<std::string> ids;
  for (const auto* item : tables_of(table, "defect", name)) {
    out.push_back(read_defect(*item, name, catalogue));
    if (!ids.insert(out.back().id).second) refuse_toml(name, out.back().id + " is there twice");
  }
  if (out.empty()) refuse_toml(name, "there is no [[defect]]");
  return out;
}

}  // namespace procport::runner
