// SPDX-License-Identifier: BSL-1.0
// Builds the result document.
#include "document.hpp"

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "contain.hpp"
#include "gate.hpp"
#include "suite_version.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace procport::runner {

namespace json = boost::json;

namespace {

template <class Items>
json::array each(const Items& items) {
  json::array out;
  for (const auto& item : items) out.push_back(to_json(item));
  return out;
}

json::array words(std::span<const std::string_view> list) {
  json::array out;
  for (const auto item : list) out.emplace_back(item);
  return out;
}

json::object log(const Captured& captured) {
  return {{"text", captured.text}, {"bytes", captured.bytes}, {"truncated", captured.truncated}};
}

json::object vocabulary() {
  json::array verdicts;
  for (const auto& entry : verdict_words()) {
    verdicts.push_back(json::object{
        {"word", entry.word}, {"glyph", entry.glyph}, {"meaning", entry.meaning}, {"gate", word(entry.gate)}});
  }
  return {{"verdicts", verdicts}, {"residue", words(residue_states())}, {"relations", words(relation_words())}};
}

json::object host_json(const Host& host) {
  return {{"name", host.name},         {"version", host.version},   {"protocol", host.protocol},
          {"language", host.language}, {"compiler", host.compiler}, {"command", to_json(host.command)}};
}

json::object requirement_json(const Requirement& requirement, const std::vector<CaseResults>& cases) {
  json::array ids;
  for (const auto& entry : cases) {
    for (const auto& id : entry.info.requirements) {
      if (id == requirement.id) ids.emplace_back(entry.info.id);
    }
  }
  return {{"id", requirement.id},
          {"area", requirement.area},
          {"text", requirement.text},
          {"level", requirement.level},
          {"source", requirement.source},
          {"depends_on", to_json(requirement.depends_on)},
          {"untested", requirement.untested ? json::value(*requirement.untested) : json::value(nullptr)},
          {"cases", ids},
          {"rollup", rollup(requirement, cases)}};
}

json::object case_json(const CaseResults& entry) {
  json::array results;
  for (const auto& result : entry.results) results.push_back(to_json(result, entry.info.id));
  return {{"id", entry.info.id},
          {"title", entry.info.title},
          {"requirements", to_json(entry.info.requirements)},
          {"source", {{"file", entry.info.source.file}, {"line", entry.info.source.line}}},
          {"results", results}};
}

json::object zeros(std::span<const std::string_view> list) {
  json::object out;
  for (const auto item : list) out[item] = 0;
  return out;
}

void count(json::object& totals, std::string_view word) { totals[word] = totals[word].to_number<std::int64_t>() + 1; }

}  // namespace

Suite this_suite() {
  Suite suite{"procport", std::string(build::version), std::nullopt, std::nullopt};
  if (!build::commit.empty()) {
    suite.commit = std::string(build::commit);
    suite.dirty = build::dirty;
  }
  return suite;
}

json::array to_json(const std::vector<std::string>& texts) {
  json::array out;
  for (const auto& text : texts) out.emplace_back(valid_utf8(text));
  return out;
}

json::object to_json(const Suite& suite) {
  return {{"name", suite.name},
          {"version", suite.version},
          {"commit", suite.commit ? json::value(*suite.commit) : json::value(nullptr)},
          {"dirty", suite.dirty ? json::value(*suite.dirty) : json::value(nullptr)}};
}

json::object to_json(const Residue& residue) {
  json::array items;
  for (const auto& item : residue.items) {
    items.push_back(json::object{{"kind", item.kind}, {"name", valid_utf8(item.name)}, {"detail", item.detail}});
  }
  return {{"state", residue.state}, {"items", items}};
}

json::object to_json(const Target& target) {
  json::object out{{"name", target.name},
                   {"os", target.os},
                   {"os_version", target.os_version},
                   {"kernel", target.kernel},
                   {"arch", target.arch},
                   {"bits", target.bits},
                   {"endian", target.endian},
                   {"libc", target.libc},
                   {"cpus", target.cpus},
                   {"memory_mib", target.memory_mib}};
  if (!target.emulated.empty()) out["emulated"] = target.emulated;
  return out;
}

json::object to_json(const Limit& limit) {
  return {{"name", limit.name},    {"value", limit.value ? json::value(*limit.value) : json::value()},
          {"unit", limit.unit},    {"call", limit.call},
          {"error", limit.error},  {"code", limit.code},
          {"detail", limit.detail}};
}

json::object to_json(const Fact& fact) {
  return {{"primitive", fact.primitive}, {"strategy", fact.strategy}, {"availability", fact.availability},
          {"call", fact.call},           {"error", fact.error},       {"code", fact.code},
          {"detail", fact.detail},       {"selected", fact.selected}};
}

json::object to_json(const Canary& canary) {
  return {{"kind", canary.kind}, {"wanted", canary.wanted}, {"got", canary.got}, {"ok", canary.ok}};
}

json::object to_json(const Selection& selection) {
  return {{"ids", to_json(selection.ids)},
          {"not", to_json(selection.exclude)},
          {"requirements", to_json(selection.requirements)},
          {"level", selection.level ? json::value(*selection.level) : json::value(nullptr)},
          {"profiles", to_json(selection.profiles)},
          {"start_methods", to_json(selection.start_methods)},
          {"variants", to_json(selection.variants)}};
}

json::object to_json(const Result& result, const std::string& case_id) {
  json::array observations, failures;
  for (const auto& item : result.observations) {
    observations.push_back(json::object{{"key", item.key}, {"value", item.value}});
  }
  for (const auto& item : result.failures) {
    failures.push_back(json::object{{"file", item.file}, {"line", item.line}, {"message", item.message}});
  }
  json::object out{
      {"variant", result.variant},
      {"attempt", result.attempt},
      {"verdict", word(result.verdict)},
      {"reason", valid_utf8(result.reason)},
      {"relation", relation_of(result)},
      {"stability", result.stability},
      {"residue", to_json(result.residue)},
      {"containment", result.containment},
      {"witnesses", {{"declared", result.declared}, {"exit", result.exit}, {"after", result.after}}},
      {"started_ms", result.started_ms},
      {"duration_ms", result.duration_ms},
      {"limit_ms", result.limit_ms},
      {"observations", observations},
      {"failures", failures},
      {"steps", to_json(result.steps)},
      {"logs", {{"stdout", log(result.out)}, {"stderr", log(result.err)}}},
      {"reproduce", "procport run --id " + shell_word(case_id) + " --variant " + shell_word(result.variant)}};
  if (result.expectation) {
    out["expectation"] = json::object{{"verdict", word(result.expectation->verdict)},
                                      {"reason", result.expectation->reason},
                                      {"evidence", result.expectation->evidence}};
  }
  return out;
}

json::object totals(const Run& run) {
  json::object verdicts, residue = zeros(residue_states()), requirements = zeros(rollup_words());
  for (const auto& entry : verdict_words()) verdicts[entry.word] = 0;
  for (const auto& entry : run.cases) {
    for (const auto& result : entry.results) {
      count(verdicts, word(result.verdict));
      count(residue, result.residue.state);
    }
  }
  for (const auto& requirement : run.requirements) count(requirements, rollup(requirement, run.cases));
  return {{"verdicts", verdicts}, {"residue", residue}, {"requirements", requirements}};
}

json::object to_json(const Run& run) {
  json::array variants, requirements, cases;
  for (const auto& variant : run.variants) {
    variants.push_back(
        json::object{{"id", variant.id}, {"start_method", variant.start_method}, {"profile", variant.profile}});
  }
  for (const auto& requirement : run.requirements) requirements.push_back(requirement_json(requirement, run.cases));
  for (const auto& entry : run.cases) cases.push_back(case_json(entry));
  return {{"schema", {{"id", "procport-result"}, {"version", document_version}}},
          {"run",
           {{"id", run.id},
            {"started", run.started},
            {"ended", run.ended},
            {"duration_ms", run.duration_ms},
            {"argv", to_json(run.argv)},
            {"selection", to_json(run.selection)},
            {"complete", run.complete},
            {"interrupted", run.interrupted},
            {"gate",
             {{"result", run.gate.result},
              {"exit_code", run.gate.exit_code},
              {"level", run.gate.level},
              {"reasons", to_json(run.gate.reasons)}}}}},
          {"trust",
           {{"trusted", run.trust.trusted},
            {"why_not", to_json(run.trust.why_not)},
            {"canaries", each(run.trust.canaries)},
            {"containment", run.trust.containment}}},
          {"suite", to_json(this_suite())},
          {"host", host_json(run.host)},
          {"target", to_json(run.target)},
          {"facts", each(run.facts.strategies)},
          {"limits", each(run.facts.limits)},
          {"variants", variants},
          {"vocabulary", vocabulary()},
          {"requirements", requirements},
          {"cases", cases},
          {"totals", totals(run)}};
}

void write_json(const std::filesystem::path& file, const json::object& document) {
  const auto text = json::serialize(document) + "\n";
  auto fresh = file;
  fresh += ".new";
  const auto refuse = [&] {
    return Refusal{exit_code::unreadable, "cannot write " + file.string() + ": " + std::strerror(errno)};
  };
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(open_to_write(fresh), &std::fclose);
  if (!out) throw refuse();
  if (std::fwrite(text.data(), 1, text.size(), out.get()) != text.size() || std::fflush(out.get()) != 0 ||
      !put_on_disk(out.get())) {
    throw refuse();
  }
  out.reset();
  std::error_code error;
  std::filesystem::rename(fresh, file, error);
  if (error) throw Refusal{exit_code::unreadable, "cannot write " + file.string() + ": " + error.message()};
}

}  // namespace procport::runner
