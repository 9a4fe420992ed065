// SPDX-License-Identifier: BSL-1.0
// Counts the cases of each requirement.
#include "coverage.hpp"

#include <boost/json/serialize.hpp>
#include <iomanip>
#include <iostream>
#include <map>

#include "document.hpp"
#include "execution.hpp"
#include "sources.hpp"
#include "text.hpp"

namespace procport::runner {
namespace {

namespace json = boost::json;

struct AreaCount {
  std::size_t requirements = 0, covered = 0, cases = 0;
};

struct Coverage {
  std::map<std::string, AreaCount> areas;
  AreaCount all;
  std::vector<const Requirement*> excused, missing;
};

struct SourceCount {
  std::size_t requirements = 0, facts = 0, left_out = 0;
};

SourceCount count(const SourceList& list) {
  SourceCount out;
  for (const auto& item : list.items) {
    ++(!item.requirements.empty() ? out.requirements : !item.fact.empty() ? out.facts : out.left_out);
  }
  return out;
}

Coverage measure(const Catalogue& catalogue, const Host& host) {
  std::map<std::string, std::size_t> cases;
  for (const auto& info : host.cases) {
    for (const auto& id : info.requirements) ++cases[id];
  }
  Coverage out;
  for (const auto& requirement : catalogue.all()) {
    const auto count = cases[requirement.id];
    for (auto* row : {&out.areas[requirement.area], &out.all}) {
      ++row->requirements;
      row->covered += count > 0 ? 1 : 0;
      row->cases += count;
    }
    if (count == 0) (requirement.untested ? out.excused : out.missing).push_back(&requirement);
  }
  return out;
}

void print_text(const Coverage& coverage, const std::vector<SourceList>& sources, bool reasons) {
  std::cout << "  area                      requirements  with a case\n";
  for (const auto& [area, row] : coverage.areas) {
    std::cout << "  " << std::left << std::setw(24) << area << std::right << std::setw(14) << row.requirements
              << std::setw(13) << row.covered << "\n";
  }
  std::cout << "\n"
            << coverage.all.covered << " of " << counted(coverage.all.requirements, "requirement") << " have a case.\n";
  for (const auto* requirement : coverage.excused) {
    std::cout << "  " << requirement->id << " has none: " << *requirement->untested << "\n";
  }
  for (const auto* requirement : coverage.missing) {
    std::cout << "  " << requirement->id << " has none, and nobody says why (" << requirement->file << ")\n";
  }
  for (const auto& list : sources) {
    const auto sum = count(list);
    std::cout << "\n"
              << list.name << " (" << list.source << "): " << counted(list.items.size(), "item") << ", "
              << sum.requirements << " stated by requirements, " << sum.facts << " told by the doctor, " << sum.left_out
              << " left out with a reason.\n";
    for (const auto& item : list.items) {
      if (reasons && !item.reason.empty()) {
        std::cout << "  " << item.id << "  " << item.text << "\n      " << item.reason << "\n";
      }
    }
  }
}

void print_markdown(const Coverage& coverage, const std::vector<SourceList>& sources) {
  std::cout << "| area | requirements | with a case |\n|---|---|---|\n";
  for (const auto& [area, row] : coverage.areas) {
    std::cout << "| " << area << " | " << row.requirements << " | " << row.covered << " |\n";
  }
  std::cout << "| **all** | " << coverage.all.requirements << " | " << coverage.all.covered << " |\n";
  for (const auto* requirement : coverage.excused) {
    std::cout << "\n`" << requirement->id << "` has no case: " << *requirement->untested << "\n";
  }
  std::cout << "\n| source | items | stated by requirements | told by the doctor | left out with a reason |\n"
               "|---|---|---|---|---|\n";
  for (const auto& list : sources) {
    const auto sum = count(list);
    std::cout << "| " << list.name << " | " << list.items.size() << " | " << sum.requirements << " | " << sum.facts
              << " | " << sum.left_out << " |\n";
  }
}

void print_json(const Coverage& coverage, const std::vector<SourceList>& lists) {
  json::object areas;
  for (const auto& [area, row] : coverage.areas) {
    areas[area] = json::object{{"requirements", row.requirements}, {"covered", row.covered}};
  }
  json::array untested;
  for (const auto* requirement : coverage.excused) {
    untested.push_back(json::object{{"id", requirement->id}, {"reason", *requirement->untested}});
  }
  for (const auto* requirement : coverage.missing) {
    untested.push_back(json::object{{"id", requirement->id}, {"reason", nullptr}});
  }
  json::object sources;
  for (const auto& list : lists) {
    const auto sum = count(list);
    sources[list.name] = json::object{
        {"source", list.source}, {"requirements", sum.requirements}, {"facts", sum.facts}, {"left_out", sum.left_out}};
  }
  std::cout << json::serialize(json::object{{"requirements", coverage.all.requirements},
                                            {"covered", coverage.all.covered},
                                            {"areas", areas},
                                            {"sources", sources},
                                            {"untested", untested}})
            << "\n";
}

}  // namespace

int coverage(const CoverageOptions& options) {
  const auto& look = options.look;
  const auto catalogue = Catalogue::load(look.requirements);
  const auto sources = load_sources(options.sources, catalogue);
  Engine engine(1.0);
  const auto host = listed_host(engine, look);
  catalogue.check_cases(host.cases);
  const auto found = measure(catalogue, host);
  if (look.format == "json") {
    print_json(found, sources);
  } else if (look.format == "md") {
    print_markdown(found, sources);
  } else {
    print_text(found, sources, options.reasons);
  }
  return found.missing.empty() ? exit_code::ok : exit_code::unexpected;
}

}  // namespace procport::runner
