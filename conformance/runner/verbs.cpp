// SPDX-License-Identifier: BSL-1.0
// list, show and doctor.
#include "verbs.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>

#include "document.hpp"
#include "execution.hpp"
#include "plan.hpp"
#include "text.hpp"

namespace procport::runner {
namespace {

namespace json = boost::json;

int list_requirements(const Catalogue& catalogue, const Selection& selection, const std::string& format) {
  json::array out;
  std::size_t count = 0;
  for (const auto& requirement : catalogue.all()) {
    const auto matches = [&](const std::string& pattern) { return glob_matches(pattern, requirement.id); };
    if (!selection.requirements.empty() && std::ranges::none_of(selection.requirements, matches)) continue;
    if (selection.level && !level_includes(*selection.level, requirement.level)) continue;
    ++count;
    if (format == "json") {
      out.push_back(json::object{{"id", requirement.id},
                                 {"area", requirement.area},
                                 {"level", requirement.level},
                                 {"text", requirement.text},
                                 {"source", requirement.source},
                                 {"depends_on", to_json(requirement.depends_on)}});
    } else {
      std::cout << requirement.id << "  (" << requirement.level << ")\n    " << requirement.text << "\n";
    }
  }
  if (count == 0) throw Refusal{exit_code::nothing_selected, "no requirement matches"};
  if (format == "json") std::cout << json::serialize(out) << "\n";
  return exit_code::ok;
}

void print_last_result(const std::filesystem::path& folder, const std::string& id) {
  std::ifstream in(folder / "result.json", std::ios::binary);
  if (!in) {
    std::cout << "last result: none in " << folder.string() << "\n";
    return;
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  boost::system::error_code error;
  const auto document = json::parse(text, error);
  if (error) throw Refusal{exit_code::unreadable, (folder / "result.json").string() + ": " + error.message()};
  try {
    for (const auto& entry : document.at("cases").as_array()) {
      if (entry.at("id").as_string() != json::string_view(id)) continue;
      std::cout << "last result (" << folder.string() << "):\n";
      for (const auto& result : entry.at("results").as_array()) {
        std::cout << "  " << std::string_view(result.at("variant").as_string()) << ": "
                  << std::string_view(result.at("verdict").as_string());
        const std::string_view reason = result.at("reason").as_string();
        std::cout << (reason.empty() ? "" : "  ") << reason << "\n";
      }
    }
  } catch (const std::exception& wrong) {
    throw Refusal{exit_code::unreadable, (folder / "result.json").string() + " is no result document: " + wrong.what()};
  }
}

void show_case(const Case& info, const LookOptions& options) {
  std::cout << "case " << info.id << "\n  " << info.title << "\n"
            << "shows:  " << join(info.requirements, ", ") << "\n"
            << "source: " << info.source.file << ":" << info.source.line << "\n"
            << "starts: " << join(info.start_methods, ", ") << "\n"
            << "limit:  " << info.limit.count() << " ms\n"
            << "run it: procport run --id " << shell_word(info.id) << "\n";
  print_last_result(options.out, info.id);
}

void show_requirement(const Requirement& requirement, const Host& host, const LookOptions& options) {
  std::cout << "requirement " << requirement.id << "\n  " << requirement.text << "\n"
            << "level:     " << requirement.level << "\n"
            << "source:    " << requirement.source << "\n"
            << "file:      " << requirement.file << "\n";
  if (!requirement.depends_on.empty()) std::cout << "builds on: " << join(requirement.depends_on, ", ") << "\n";
  if (requirement.untested) std::cout << "untested:  " << *requirement.untested << "\n";
  for (const auto& info : host.cases) {
    if (!std::ranges::count(info.requirements, requirement.id)) continue;
    std::cout << "case:      " << info.id << "\n";
    print_last_result(options.out, info.id);
  }
}

}  // namespace

Host listed_host(Engine& engine, const LookOptions& options) {
  if (!is_executable(options.host)) {
    throw Refusal{exit_code::unreadable,
                  "there is no host " + options.host.string() + " that can be started (--host names another)"};
  }
  return engine.list(host_command(options.launcher, options.host));
}

int list(const LookOptions& options) {
  const auto catalogue = Catalogue::load(options.requirements);
  if (options.list_requirements) return list_requirements(catalogue, options.selection, options.format);
  Engine engine(1.0);
  const auto host = listed_host(engine, options);
  catalogue.check_cases(host.cases);
  const auto plan = make_plan(host, catalogue, options.selection, 1, std::nullopt);
  json::array out;
  for (const auto c : plan.cases) {
    const auto& info = host.cases[c];
    json::array variants;
    for (const auto& task : plan.tasks) {
      if (task.case_index == c) variants.emplace_back(host.variants[task.variant_index].id);
    }
    if (options.format == "json") {
      out.push_back(json::object{{"id", info.id},
                                 {"title", info.title},
                                 {"requirements", to_json(info.requirements)},
                                 {"source", {{"file", info.source.file}, {"line", info.source.line}}},
                                 {"limit_ms", info.limit.count()},
                                 {"variants", variants}});
    } else {
      std::cout << info.id << "  " << join(info.requirements, " ") << "\n";
    }
  }
  if (options.format == "json") std::cout << json::serialize(out) << "\n";
  return exit_code::ok;
}

int show(const LookOptions& options) {
  const auto catalogue = Catalogue::load(options.requirements);
  Engine engine(1.0);
  const auto host = listed_host(engine, options);
  const auto found = std::ranges::find(host.cases, options.id, &Case::id);
  if (found != host.cases.end()) {
    show_case(*found, options);
    return exit_code::ok;
  }
  if (const auto* requirement = catalogue.find(options.id)) {
    show_requirement(*requirement, host, options);
    return exit_code::ok;
  }
  auto candidates = catalogue.ids();
  for (const auto& info : host.cases) candidates.push_back(info.id);
  const auto similar = near_matches(options.id, candidates);
  throw Refusal{exit_code::nothing_selected, "no case and no requirement is named '" + options.id + "'" +
                                                 (similar.empty() ? "" : "; near: " + join(similar, ", "))};
}

int doctor(const LookOptions& options) {
  Engine engine(1.0);
  const auto host = listed_host(engine, options);
  const auto facts = engine.facts(host.command);
  const auto target = this_target();
  if (options.format == "json") {
    json::array list;
    json::array limits;
    for (const auto& fact : facts.strategies) list.push_back(to_json(fact));
    for (const auto& limit : facts.limits) limits.push_back(to_json(limit));
    std::cout << json::serialize(json::object{{"target", to_json(target)},
                                              {"containment", engine.containment()},
                                              {"host", host.name + " " + host.version},
                                              {"facts", list},
                                              {"limits", limits}})
              << "\n";
    return exit_code::ok;
  }
  std::cout << "target       " << target.name << ": " << target.os_version << ", kernel " << target.kernel << ", "
            << target.libc << ", " << target.bits << " bit " << target.endian << "-endian, "
            << counted(static_cast<std::size_t>(target.cpus), "processor") << ", " << target.memory_mib << " MiB\n"
            << "containment  " << engine.containment() << "\n"
            << "host         " << host.name << " " << host.version << " (" << host.language << ", " << host.compiler
            << "), " << counted(host.cases.size(), "case") << " in " << counted(host.variants.size(), "variant")
            << "\n\n  primitive        strategy         here      evidence   (* serves by default)\n";
  for (const auto& fact : facts.strategies) {
    std::cout << (fact.selected ? "* " : "  ") << std::left << std::setw(17) << fact.primitive << std::setw(17)
              << fact.strategy << std::setw(10) << fact.availability << fact.call;
    if (fact.code != 0 || !fact.error.empty()) std::cout << " -> " << fact.error << " (" << fact.code << ")";
    if (!fact.detail.empty()) std::cout << "  " << fact.detail;
    std::cout << "\n";
  }
  std::cout << "\n  limit                       value                     told by\n";
  for (const auto& limit : facts.limits) {
    const auto value = limit.value ? std::to_string(*limit.value) + (limit.unit.empty() ? "" : " " + limit.unit) : "-";
    std::cout << "  " << std::left << std::setw(28) << limit.name << std::setw(26) << value << limit.call;
    if (limit.code != 0 || !limit.error.empty()) std::cout << " -> " << limit.error << " (" << limit.code << ")";
    if (!limit.detail.empty()) std::cout << "  " << limit.detail;
    std::cout << "\n";
  }
  return exit_code::ok;
}

}  // namespace procport::runner
