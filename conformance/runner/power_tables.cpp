// SPDX-License-Identifier: BSL-1.0
// What the defects showed: the document, and tables for people.
#include <algorithm>
#include <array>
#include <map>

#include "contain.hpp"
#include "document.hpp"
#include "power.hpp"
#include "text.hpp"

namespace procport::runner {
namespace {

namespace json = boost::json;

json::object in_json(const DefectOutcome& outcome) {
  json::array aims;
  for (const auto& aim : outcome.aims) {
    aims.push_back(json::object{{"requirement", aim.requirement},
                                {"tried", aim.tried},
                                {"results", to_json(aim.results)},
                                {"as_listed", outcome.hit(aim)}});
  }
  const auto& defect = outcome.defect;
  return {{"id", defect.id},
          {"family", defect.family},
          {"text", defect.text},
          {"absorbed", defect.absorbed ? json::value(*defect.absorbed) : json::value(nullptr)},
          {"struck", outcome.struck},
          {"problem", outcome.problem.empty() ? json::value(nullptr) : json::value(outcome.problem)},
          {"aims", aims},
          {"as_listed", outcome.as_listed()}};
}

struct Count {
  std::size_t aimed = 0, noticed = 0;
};

struct Tables {
  std::map<std::string, Count> requirements;                   // of the defects that are not absorbed
  std::map<std::string, std::array<std::size_t, 4>> families;  // defects, to be noticed, noticed, absorbed as listed
  std::array<std::size_t, 4> all{};
};

Tables tables_from(const std::vector<DefectOutcome>& outcomes) {
  Tables out;
  for (const auto& outcome : outcomes) {
    const bool absorbed = outcome.defect.absorbed.has_value();
    for (auto* row : {&out.families[outcome.defect.family], &out.all}) {
      ++(*row)[0];
      if (!absorbed) ++(*row)[1];
      if (outcome.as_listed()) ++(*row)[absorbed ? 3 : 2];
    }
    if (absorbed) continue;
    for (const auto& aim : outcome.aims) {
      auto& count = out.requirements[aim.requirement];
      ++count.aimed;
      if (outcome.struck && outcome.hit(aim)) ++count.noticed;
    }
  }
  return out;
}

std::string what_went_wrong(const DefectOutcome& outcome) {
  std::string out = outcome.defect.id + ": " + outcome.defect.text;
  if (!outcome.problem.empty()) return out + "\n    could not be tried: " + outcome.problem;
  if (!outcome.struck) out += "\n    it never struck: what it breaks is not used in these cases";
  for (const auto& aim : outcome.aims) {
    if (outcome.hit(aim)) continue;
    if (aim.tried == 0) {
      out += "\n    " + aim.requirement + ": no case of it was run";
    } else if (outcome.defect.absorbed) {
      out += "\n    " + aim.requirement + ": it is not absorbed: " + join(aim.results, ", ");
    } else {
      out += "\n    " + aim.requirement + ": no case noticed it, of " + std::to_string(aim.tried);
    }
  }
  return out;
}

std::string sum_in_words(const Tables& tables) {
  const auto& [defects, to_notice, noticed, absorbed] = tables.all;
  std::size_t full = 0;
  for (const auto& [id, count] : tables.requirements) full += count.noticed == count.aimed ? 1 : 0;
  return counted(defects, "defect") + ": " + std::to_string(noticed) + " of " + std::to_string(to_notice) +
         " noticed, " + std::to_string(absorbed) + " of " + std::to_string(defects - to_notice) +
         " absorbed by the library. Of the " + counted(tables.requirements.size(), "requirement") +
         " that they are aimed at, " + std::to_string(full) + " showed every one.";
}

}  // namespace

json::object power_document(const std::vector<DefectOutcome>& outcomes) {
  json::array list;
  for (const auto& outcome : outcomes) list.push_back(in_json(outcome));
  return {{"schema", {{"id", "procport-power"}, {"version", document_version}}},
          {"suite", to_json(this_suite())},
          {"target", to_json(this_target())},
          {"defects", list}};
}

std::string power_in_words(const std::vector<DefectOutcome>& outcomes, const Catalogue&) {
  const auto tables = tables_from(outcomes);
  std::string out = "\n  requirement                              noticed / aimed\n";
  for (const auto& [id, count] : tables.requirements) {
    auto line = "  " + id;
    line.resize(std::max<std::size_t>(line.size() + 1, 43), ' ');
    out += line + std::to_string(count.noticed) + " / " + std::to_string(count.aimed) + "\n";
  }
  out += "\n" + sum_in_words(tables) + "\n";
  for (const auto& outcome : outcomes) {
    if (!outcome.as_listed()) out += "  " + what_went_wrong(outcome) + "\n";
  }
  return out;
}

std::string power_in_markdown(const std::vector<DefectOutcome>& outcomes, const Catalogue& catalogue) {
  const auto tables = tables_from(outcomes);
  std::string out = sum_in_words(tables) + "\n\n| what is broken | defects | noticed | absorbed |\n|---|---|---|---|\n";
  for (const auto& [family, row] : tables.families) {
    const auto& [defects, to_notice, noticed, absorbed] = row;
    out += "| " + family + " | " + std::to_string(defects) + " | " + std::to_string(noticed) + " of " +
           std::to_string(to_notice) + " | " + std::to_string(absorbed) + " of " + std::to_string(defects - to_notice) +
           " |\n";
  }
  std::map<std::string, Count> areas;
  for (const auto& [id, count] : tables.requirements) {
    auto& area = areas[catalogue.find(id)->area];
    area.aimed += count.aimed;
    area.noticed += count.noticed;
  }
  out += "\n| area | defects noticed / aimed at its requirements |\n|---|---|\n";
  for (const auto& [area, count] : areas) {
    out += "| " + area + " | " + std::to_string(count.noticed) + " / " + std::to_string(count.aimed) + " |\n";
  }
  return out;
}

}  // namespace procport::runner
