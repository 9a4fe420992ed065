// SPDX-License-Identifier: BSL-1.0
// Loads and checks the lists of sources.
#include "sources.hpp"

#include <set>

#include "text.hpp"
#include "toml_reading.hpp"

namespace procport::runner {
namespace {

SourceItem read_item(const toml::table& table, const std::string& file, const Catalogue& catalogue) {
  SourceItem out;
  out.id = text_of(table, "id", file + ": the item in line " + std::to_string(table.source().begin.line));
  const auto where = file + ": " + out.id;
  refuse_unknown(table, {"id", "text", "requirements", "fact", "reason"}, where);
  out.text = text_of(table, "text", where);
  out.requirements = texts_of(table, "requirements", where);
  if (table.contains("fact")) out.fact = text_of(table, "fact", where);
  if (table.contains("reason")) out.reason = text_of(table, "reason", where);
  if (out.requirements.empty() && out.fact.empty() && out.reason.empty()) {
    refuse_toml(where, "it has neither requirements nor a fact nor a reason");
  }
  for (const auto& id : out.requirements) {
    if (catalogue.find(id) != nullptr) continue;
    const auto near = near_matches(id, catalogue.ids(), 1);
    refuse_toml(where,
                id + " is in no file of requirements" + (near.empty() ? "" : "; did you mean " + near.front() + "?"));
  }
  return out;
}

SourceList read_list(const std::filesystem::path& path, const Catalogue& catalogue) {
  const auto file = path.string();
  const auto table = parse_toml(path);
  SourceList out;
  out.name = path.stem().string();
  out.source = text_of(table, "source", file);
  std::set<std::string> ids;
  for (const auto* item : tables_of(table, "item", file)) {
    out.items.push_back(read_item(*item, file, catalogue));
    if (!ids.insert(out.items.back().id).second) refuse_toml(file, out.items.back().id + " is there twice");
  }
  return out;
}

}  // namespace

std::vector<SourceList> load_sources(const std::filesystem::path& folder, const Catalogue& catalogue) {
  std::vector<SourceList> out;
  for (const auto& file : toml_files(folder, "--sources")) out.push_back(read_list(file, catalogue));
  return out;
}

}  // namespace procport::runner
