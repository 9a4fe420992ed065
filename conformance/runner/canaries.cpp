// SPDX-License-Identifier: BSL-1.0
// What each canary must come out as.
#include "canaries.hpp"

#include <algorithm>
#include <map>

namespace procport::runner {
namespace {

struct Wanted {
  Verdict verdict;
  std::string exit;     // the second witness, or empty where the system decides
  std::string residue;  // kind of the one thing left, or empty for nothing
};

const std::map<std::string, Wanted>& table() {
  static const std::map<std::string, Wanted> wanted{
      {"pass", {Verdict::pass, "exit 0", ""}},
      {"fail", {Verdict::fail, "exit 1", ""}},
      {"crash", {Verdict::crash, "", ""}},
      {"hang", {Verdict::hang, "", ""}},
      {"exit-code", {Verdict::broken, "exit 7", ""}},
      {"leak-process", {Verdict::pass, "exit 0", "process"}},
      {"leak-semaphore", {Verdict::pass, "exit 0", "semaphore"}},
  };
  return wanted;
}

std::string in_words(const Wanted& wanted) {
  auto text = std::string(word(wanted.verdict));
  if (!wanted.exit.empty()) text += ", " + wanted.exit;
  return text + (wanted.residue.empty() ? ", nothing left" : ", left: 1 " + wanted.residue);
}

bool residue_fits(const Wanted& wanted, const Result& result) {
  if (result.residue.state == "unknown") return !result.containment.starts_with("strong");
  if (wanted.residue.empty()) return result.residue.items.empty();
  return result.residue.items.size() == 1 && result.residue.items.front().kind == wanted.residue;
}

}  // namespace

const std::vector<std::string>& canary_kinds() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> out;
    for (const auto& [kind, wanted] : table()) out.push_back(kind);
    return out;
  }();
  return kinds;
}

Canary check_canary(const std::string& kind, const Result& result) {
  const auto& wanted = table().at(kind);
  Canary out;
  out.kind = kind;
  out.wanted = in_words(wanted);
  out.got = std::string(word(result.verdict));
  if (!wanted.exit.empty()) out.got += ", " + result.exit;
  out.got += ", " + result.after;
  // What a system cannot leave behind, the self-test host cannot show; its file for that system says why.
  const bool cannot = kind.starts_with("leak-") && result.verdict == Verdict::unsupported && result.exit == "exit 2" &&
                      result.residue.state == "clean";
  out.ok = cannot || (result.verdict == wanted.verdict && (wanted.exit.empty() || result.exit == wanted.exit) &&
                      residue_fits(wanted, result));
  if ((!out.ok || cannot) && !result.reason.empty()) out.got += ": " + result.reason;
  return out;
}

std::vector<Canary> run_canaries(Engine& engine, const std::filesystem::path& selftest_host, std::size_t jobs) {
  std::map<std::string, Canary> got;
  for (const auto& [kind, wanted] : table()) got[kind] = {kind, in_words(wanted), "no result", false};
  try {
    const auto host = engine.list({selftest_host.string()});
    Selection selection;
    selection.ids = {"canary.*"};
    const Catalogue none;
    const auto plan = make_plan(host, none, selection, 1, std::nullopt);
    const auto kind_of = [&](std::size_t task) {
      return host.cases[plan.tasks[task].case_index].id.substr(std::string_view("canary.").size());
    };
    Engine::Events events;
    events.start = [](std::size_t, const std::string&, std::chrono::milliseconds) {};
    events.elapsed_ms = [] { return std::int64_t{0}; };
    events.result = [&](std::size_t task, const Result& result) {
      const auto kind = kind_of(task);
      if (table().contains(kind)) got[kind] = check_canary(kind, result);
    };
    engine.run(host, none, plan, jobs, events);
  } catch (const Refusal& refusal) {
    if (engine.stopped_by() != 0) throw;
    for (auto& [kind, canary] : got) canary.got = refusal.message;
  }
  std::vector<Canary> out;
  for (auto& [kind, canary] : got) out.push_back(std::move(canary));
  return out;
}

}  // namespace procport::runner
