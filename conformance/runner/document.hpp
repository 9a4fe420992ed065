// SPDX-License-Identifier: BSL-1.0
// The result document (result.json, schema "procport-result" 1.0) and the pieces that the stream shares with it.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "model.hpp"

namespace procport::runner {

inline constexpr std::string_view document_version = "1.0";

struct Suite {
  std::string name, version;
  std::optional<std::string> commit;
  std::optional<bool> dirty;
};
/// The version that this program was built from.
[[nodiscard]] Suite this_suite();

struct Trust {
  bool trusted = true;
  std::vector<std::string> why_not;
  std::vector<Canary> canaries;
  std::string containment = "none";
};

/// Everything that a run found out.
struct Run {
  std::string id, started, ended;
  std::int64_t duration_ms = 0;
  std::vector<std::string> argv;
  Selection selection;
  bool complete = false, interrupted = false;
  GateResult gate;
  Trust trust;
  Host host;
  Target target;
  SystemFacts facts;
  std::vector<Variant> variants;
  std::vector<Requirement> requirements;
  std::vector<CaseResults> cases;
};

[[nodiscard]] boost::json::object to_json(const Run& run);
[[nodiscard]] boost::json::object to_json(const Result& result, const std::string& case_id);
[[nodiscard]] boost::json::object to_json(const Residue& residue);
[[nodiscard]] boost::json::object to_json(const Target& target);
[[nodiscard]] boost::json::object to_json(const Fact& fact);
[[nodiscard]] boost::json::object to_json(const Limit& limit);
[[nodiscard]] boost::json::object to_json(const Canary& canary);
[[nodiscard]] boost::json::object to_json(const Selection& selection);
[[nodiscard]] boost::json::object to_json(const Suite& suite);
[[nodiscard]] boost::json::array to_json(const std::vector<std::string>& texts);
/// How often each word of each axis occurs. One function counts; every view uses it.
[[nodiscard]] boost::json::object totals(const Run& run);

/// Written beside its place and then moved there, so that a reader never sees half of it. Throws Refusal{9}.
void write_json(const std::filesystem::path& file, const boost::json::object& document);

}  // namespace procport::runner
