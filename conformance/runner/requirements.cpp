// SPDX-License-Identifier: BSL-1.0
// Loads and checks the catalogue of requirements.
#include "requirements.hpp"

#include <algorithm>
#include <set>

#include "text.hpp"
#include "toml_reading.hpp"

namespace procport::runner {
namespace {

Requirement read_requirement(const toml::table& table, const std::string& area, const std::string& file) {
  Requirement out;
  out.file = file;
  out.area = area;
  out.id = text_of(table, "id", file + ": the requirement in line " + std::to_string(table.source().begin.line));
  const auto where = file + ": " + out.id;
  refuse_unknown(table, {"id", "text", "level", "source", "depends_on", "untested"}, where);
  out.text = text_of(table, "text", where);
  out.level = text_of(table, "level", where);
  out.source = text_of(table, "source", where);
  if (!std::ranges::count(level_words(), out.level)) refuse_toml(where, "the unknown level '" + out.level + "'");
  out.untested = table["untested"].value<std::string>();
  out.depends_on = texts_of(table, "depends_on", where);
  return out;
}

std::vector<Requirement> read_file(const std::filesystem::path& path) {
  const auto file = path.string();
  const auto table = parse_toml(path);
  const auto area = text_of(table, "area", file);
  std::vector<Requirement> out;
  for (const auto* item : tables_of(table, "requirement", file)) out.push_back(read_requirement(*item, area, file));
  return out;
}

}  // namespace

Catalogue Catalogue::load(const std::filesystem::path& folder) {
  Catalogue out;
  for (const auto& file : toml_files(folder, "--requirements")) {
    for (auto& requirement : read_file(file)) out.all_.push_back(std::move(requirement));
  }
  out.check();
  return out;
}

void Catalogue::check() {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const auto [entry, fresh] = index_.emplace(all_[i].id, i);
    if (!fresh) refuse_toml(all_[i].file, all_[i].id + " is there twice; the other is in " + all_[entry->second].file);
  }
  for (const auto& requirement : all_) {
    for (const auto& id : requirement.depends_on) {
      if (!index_.contains(id)) {
        const auto near = near_matches(id, ids(), 1);
        refuse_toml(requirement.file, requirement.id + " depends on " + id + ", which is in no file" +
                                          (near.empty() ? "" : "; did you mean " + near.front() + "?"));
      }
    }
  }
  // Each round settles those whose dependencies are settled; what never settles is part of a circle, or behind one.
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& requirement : all_) {
      if (depth_.contains(requirement.id)) continue;
      std::size_t deepest = 0;
      bool ready = true;
      for (const auto& id : requirement.depends_on) {
        const auto found = depth_.find(id);
        ready = ready && found != depth_.end();
        if (ready) deepest = std::max(deepest, found->second + 1);
      }
      if (!ready) continue;
      depth_[requirement.id] = deepest;
      moved = true;
    }
  }
  for (const auto& requirement : all_) {
    if (!depth_.contains(requirement.id)) {
      refuse_toml(requirement.file,
                  requirement.id + " depends on itself, through " + join(requirement.depends_on, ", "));
    }
  }
}

void Catalogue::check_cases(const std::vector<Case>& cases) const {
  if (all_.empty()) return;
  for (const auto& info : cases) {
    for (const auto& id : info.requirements) {
      if (index_.contains(id)) continue;
      const auto near = near_matches(id, ids(), 1);
      throw Refusal{exit_code::unreadable, info.source.file + ":" + std::to_string(info.source.line) + ": case " +
                                               info.id + " names the requirement " + id + ", which is in no file" +
                                               (near.empty() ? "" : "; did you mean " + near.front() + "?")};
    }
  }
}

const Requirement* Catalogue::find(const std::string& id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &all_[found->second];
}

std::size_t Catalogue::depth(const std::string& id) const {
  const auto found = depth_.find(id);
  return found == depth_.end() ? 0 : found->second;
}

std::vector<std::string> Catalogue::builds_on(const std::string& id) const {
  std::set<std::string> seen;
  std::vector<std::string> open{id};
  while (!open.empty()) {
    const auto* requirement = find(open.back());
    open.pop_back();
    if (requirement == nullptr) continue;
    for (const auto& below : requirement->depends_on) {
      if (seen.insert(below).second) open.push_back(below);
    }
  }
  return {seen.begin(), seen.end()};
}

std::vector<std::string> Catalogue::ids() const {
  std::vector<std::string> out;
  for (const auto& requirement : all_) out.push_back(requirement.id);
  return out;
}

}  // namespace procport::runner
