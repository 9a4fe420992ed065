// SPDX-License-Identifier: BSL-1.0
// Reading and checking of a result document.
#include "result_document.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "json_field.hpp"
#include "reports.hpp"

namespace procport::reports {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_gate_result(std::string_view word) {
  return one_of(word, {"conforms", "does-not-conform", "not-trusted", "incomplete"});
}
bool is_level(std::string_view word) { return one_of(word, {"core", "extended", "optional", "open"}); }
bool is_availability(std::string_view word) { return one_of(word, {"works", "refused", "absent"}); }
bool is_residue(std::string_view word) { return one_of(word, {"clean", "left", "unknown"}); }

Run read_run(const JsonField& field) {
  Run run;
  run.id = field.at("id").id();
  run.started = field.at("started").text();
  run.ended = field.text_or_empty("ended");  // A run that was cut off has no end.
  run.duration_ms = field.at("duration_ms").integer();
  run.argv = field.at("argv").texts();
  for (const auto& [name, value] : field.at("selection").members()) {
    const auto words = value.as_written();
    if (!one_of(words, {"", "[]", "{}", "null"})) run.selection.emplace_back(name, words);
  }
  run.complete = field.at("complete").boolean();
  run.interrupted = field.at("interrupted").boolean();
  const auto gate = field.at("gate");
  run.gate = {gate.at("result").word(is_gate_result), gate.at("exit_code").integer(), gate.at("level").word(is_level),
              gate.at("reasons").texts()};
  return run;
}

Trust read_trust(const JsonField& field) {
  Trust trust{field.at("trusted").boolean(), field.at("why_not").texts(), {}, field.at("containment").text()};
  for (const auto& item : field.at("canaries").items()) {
    trust.canaries.push_back(
        {item.at("kind").text(), item.at("wanted").text(), item.at("got").text(), item.at("ok").boolean()});
  }
  return trust;
}

Suite read_suite(const JsonField& field) {
  Suite suite{field.at("name").id(), field.at("version").text(), field.text_or_empty("commit"), std::nullopt};
  if (const auto dirty = field.find("dirty")) suite.dirty = dirty->boolean();
  return suite;
}

Host read_host(const JsonField& field) {
  return {field.at("name").id(),       field.at("version").text(),     field.at("language").text(),
          field.at("compiler").text(), field.at("protocol").integer(), field.at("command").texts()};
}

Target read_target(const JsonField& field) {
  Target target{field.at("name").id(), {}};
  for (const auto& [name, value] : field.members()) {
    if (name != "name") target.facts.emplace_back(name, value.as_written());
  }
  return target;
}

Limit read_limit(const JsonField& field) {
  Limit limit;
  limit.name = field.at("name").id();
  if (const auto value = field.find("value")) limit.value = static_cast<std::uint64_t>(value->integer());
  limit.unit = field.text_or_empty("unit");
  limit.call = field.text_or_empty("call");
  limit.error = field.text_or_empty("error");
  limit.detail = field.text_or_empty("detail");
  if (const auto code = field.find("code")) limit.code = code->integer();
  return limit;
}

Fact read_fact(const JsonField& field) {
  Fact fact;
  fact.primitive = field.at("primitive").id();
  fact.strategy = field.at("strategy").id();
  fact.availability = field.at("availability").word(is_availability);
  fact.call = field.text_or_empty("call");
  fact.error = field.text_or_empty("error");
  fact.detail = field.text_or_empty("detail");
  if (const auto code = field.find("code")) fact.code = code->integer();
  fact.selected = field.at("selected").boolean();
  return fact;
}

Word read_word(const JsonField& field) {
  if (field.is_text()) return {field.id(), "", "", ""};
  return {field.at("word").id(), field.text_or_empty("glyph"), field.text_or_empty("meaning"), ""};
}

Vocabulary read_vocabulary(const JsonField& field) {
  Vocabulary vocabulary;
  for (const auto& item : field.at("verdicts").items()) {
    vocabulary.verdicts.push_back({item.at("word").id(), item.at("glyph").text(), item.at("meaning").text(),
                                   item.at("gate").word([](std::string_view word) {
                                     return one_of(word, {"green", "neutral", "red"});
                                   })});
  }
  for (const auto& item : field.at("residue").items()) vocabulary.residue.push_back(read_word(item));
  for (const auto& item : field.at("relations").items()) vocabulary.relations.push_back(read_word(item));
  return vocabulary;
}

Requirement read_requirement(const JsonField& field, const Vocabulary& vocabulary) {
  Requirement requirement;
  requirement.id = field.at("id").id();
  requirement.area = field.at("area").id();
  requirement.text = field.at("text").text();
  requirement.level = field.at("level").word(is_level);
  requirement.source = field.text_or_empty("source");
  requirement.depends_on = field.at("depends_on").texts();
  requirement.untested = field.text_or_empty("untested");
  requirement.cases = field.at("cases").texts();
  requirement.rollup = field.at("rollup").word([&](auto word) { return vocabulary.verdict(word) != nullptr; });
  return requirement;
}

Log read_log(const JsonField& logs, std::string_view name) {
  const auto field = logs.find(name);
  if (!field) return {};
  return {field->at("text").text(), field->at("bytes").integer(), field->at("truncated").boolean()};
}

Result read_result_of_case(const JsonField& field, const Vocabulary& vocabulary) {
  Result result;
  result.variant = field.at("variant").id();
  result.attempt = field.at("attempt").integer();
  result.verdict = field.at("verdict").word([&](auto word) { return vocabulary.verdict(word) != nullptr; });
  result.reason = field.text_or_empty("reason");
  result.relation = field.at("relation").word([&](auto word) {
    return std::any_of(vocabulary.relations.begin(), vocabulary.relations.end(),
                       [&](const Word& known) { return known.word == word; });
  });
  if (const auto expectation = field.find("expectation")) {
    result.expected_verdict =
        expectation->at("verdict").word([&](auto word) { return vocabulary.verdict(word) != nullptr; });
    result.expected_reason = expectation->at("reason").text();
    result.expected_evidence = expectation->at("evidence").text();
  }
  result.stability = field.text_or_empty("stability");
  const auto residue = field.at("residue");
  result.residue = residue.at("state").word(is_residue);
  for (const auto& item : residue.at("items").items()) {
    result.residue_items.push_back({item.at("kind").text(), item.at("name").text(), item.text_or_empty("detail")});
  }
  result.containment = field.text_or_empty("containment");
  const auto witnesses = field.at("witnesses");
  result.declared = witnesses.text_or_empty("declared");
  result.exit = witnesses.text_or_empty("exit");
  result.after = witnesses.text_or_empty("after");
  result.duration_ms = field.at("duration_ms").integer();
  result.limit_ms = field.at("limit_ms").integer();
  for (const auto& item : field.at("observations").items()) {
    const auto value = item.find("value");
    result.observations.emplace_back(item.at("key").text(), value ? value->as_written() : "null");
  }
  for (const auto& item : field.at("failures").items()) {
    result.failures.push_back({item.text_or_empty("file"), item.at("message").text(), item.at("line").integer()});
  }
  for (const auto& item : field.at("steps").items()) result.steps.push_back(item.as_written());
  if (const auto logs = field.find("logs")) {
    result.out = read_log(*logs, "stdout");
    result.err = read_log(*logs, "stderr");
  }
  result.reproduce = field.at("reproduce").text();
  return result;
}

Case read_case(const JsonField& field, const Vocabulary& vocabulary) {
  Case one;
  one.id = field.at("id").id();
  one.title = field.at("title").text();
  one.requirements = field.at("requirements").texts();
  one.file = field.at("source").at("file").text();
  one.line = field.at("source").at("line").integer();
  for (const auto& item : field.at("results").items()) one.results.push_back(read_result_of_case(item, vocabulary));
  return one;
}

std::map<std::string, std::int64_t> read_counts(const JsonField& field) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [name, value] : field.members()) counts[name] = value.integer();
  return counts;
}

void refuse_reference(const std::string& file, const std::string& from, const std::string& to) {
  throw DocumentError(file + ": " + from + ": refers to \"" + to + "\", which the document does not have");
}

/// Ids occur once, and what is referred to is there: an index with a dead link would be the other way to find out.
void check_references(const ResultDocument& document, const std::string& file) {
  std::set<std::string> variants, cases, requirements;
  const auto add = [&](std::set<std::string>& ids, const std::string& id, const char* what) {
    if (!ids.insert(id).second) throw DocumentError(file + ": " + what + ": id \"" + id + "\" occurs twice");
  };
  for (const auto& variant : document.variants) add(variants, variant.id, "variants");
  for (const auto& one : document.cases) add(cases, one.id, "cases");
  for (const auto& requirement : document.requirements) add(requirements, requirement.id, "requirements");
  for (const auto& one : document.cases) {
    for (const auto& id : one.requirements) {
      if (!requirements.contains(id)) refuse_reference(file, "case " + one.id + ", requirements", id);
    }
    for (const auto& result : one.results) {
      if (!variants.contains(result.variant)) refuse_reference(file, "case " + one.id + ", variant", result.variant);
    }
  }
  for (const auto& requirement : document.requirements) {
    for (const auto& id : requirement.cases) {
      if (!cases.contains(id)) refuse_reference(file, "requirement " + requirement.id + ", cases", id);
    }
  }
}

}  // namespace

const Word* Vocabulary::verdict(std::string_view word) const {
  const auto found = std::find_if(verdicts.begin(), verdicts.end(), [&](const Word& one) { return one.word == word; });
  return found == verdicts.end() ? nullptr : &*found;
}

const Requirement* ResultDocument::requirement(std::string_view id) const {
  const auto found =
      std::find_if(requirements.begin(), requirements.end(), [&](const auto& one) { return one.id == id; });
  return found == requirements.end() ? nullptr : &*found;
}

const Case* ResultDocument::find_case(std::string_view id) const {
  const auto found = std::find_if(cases.begin(), cases.end(), [&](const auto& one) { return one.id == id; });
  return found == cases.end() ? nullptr : &*found;
}

std::vector<std::string> ResultDocument::areas() const {
  std::vector<std::string> names;
  for (const auto& one : requirements) {
    if (std::find(names.begin(), names.end(), one.area) == names.end()) names.push_back(one.area);
  }
  return names;
}

ResultDocument parse_result(std::string_view text, const std::string& file) {
  boost::json::error_code error;
  const auto value = boost::json::parse(text, error);
  if (error) throw DocumentError(file + ": not JSON: " + error.message());
  const JsonField root(value, file);

  const auto schema = root.at("schema");
  if (schema.at("id").text() != "procport-result") schema.at("id").refuse("is not \"procport-result\"");
  ResultDocument document;
  document.schema_version = schema.at("version").text();
  if (!document.schema_version.starts_with("1.")) {
    schema.at("version").refuse("version " + document.schema_version + " is not understood, only 1.x");
  }
  document.run = read_run(root.at("run"));
  document.trust = read_trust(root.at("trust"));
  document.suite = read_suite(root.at("suite"));
  document.host = read_host(root.at("host"));
  document.target = read_target(root.at("target"));
  for (const auto& item : root.at("facts").items()) document.facts.push_back(read_fact(item));
  // Documents from before limits were told have none.
  if (const auto limits = root.find("limits")) {
    for (const auto& item : limits->items()) document.limits.push_back(read_limit(item));
  }
  for (const auto& item : root.at("variants").items()) {
    document.variants.push_back({item.at("id").id(), item.at("start_method").text(), item.at("profile").text()});
  }
  document.vocabulary = read_vocabulary(root.at("vocabulary"));
  for (const auto& item : root.at("requirements").items()) {
    document.requirements.push_back(read_requirement(item, document.vocabulary));
  }
  for (const auto& item : root.at("cases").items()) document.cases.push_back(read_case(item, document.vocabulary));
  const auto totals = root.at("totals");
  document.totals = {read_counts(totals.at("verdicts")), read_counts(totals.at("residue")),
                     read_counts(totals.at("requirements"))};
  check_references(document, file);
  return document;
}

ResultDocument read_result(const std::filesystem::path& path) {
  const auto file = std::filesystem::is_directory(path) ? path / "result.json" : path;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw DocumentError(file.string() + ": cannot be opened");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad()) throw DocumentError(file.string() + ": cannot be read");
  return parse_result(text, file.string());
}

}  // namespace procport::reports
