// SPDX-License-Identifier: BSL-1.0
// The summary for a CI job: the answer first, then only what needs a look.
#include <algorithm>
#include <ostream>

#include "reports.hpp"
#include "summary.hpp"
#include "text.hpp"

namespace procport::reports {
namespace {

constexpr std::size_t longest_list = 50;

std::string md(std::string_view text) { return escape_markdown(text); }

void write_more(std::ostream& out, std::size_t count) {
  if (count > longest_list) out << "- and " << count - longest_list << " more\n";
}

void write_areas(const ResultDocument& document, std::ostream& out) {
  out << "\n| Area |";
  std::vector<const Word*> words;
  for (const auto& share : shares(document, "")) words.push_back(share.word);
  for (const auto* word : words) out << " " << md(word->glyph) << " " << md(word->word) << " |";
  out << "\n|---|";
  for (std::size_t index = 0; index < words.size(); ++index) out << "--:|";
  out << "\n";
  for (const auto& area : document.areas()) {
    out << "| " << md(area_words(area)) << " |";
    const auto found = shares(document, area);
    for (const auto* word : words) {
      const auto share =
          std::find_if(found.begin(), found.end(), [&](const Share& one) { return one.word->word == word->word; });
      out << " " << (share == found.end() ? 0 : share->count) << " |";
    }
    out << "\n";
  }
}

void write_findings(const ResultDocument& document, std::ostream& out) {
  const auto surprises = unexpected(document);
  if (!surprises.empty()) out << "\n## Unexpected\n\n";
  for (std::size_t index = 0; index < std::min(surprises.size(), longest_list); ++index) {
    const auto& result = *surprises[index].first.result;
    out << "- " << md(glyph_of(document.vocabulary, result.verdict)) << " **" << md(result.verdict) << "** "
        << md(surprises[index].first.of->id) << " (" << md(join(surprises[index].variants)) << ")";
    if (!result.reason.empty()) out << ": " << md(result.reason);
    if (!result.failures.empty()) {
      out << " — " << md(result.failures.front().file) << ":" << result.failures.front().line;
    }
    out << "\n";
  }
  write_more(out, surprises.size());
  const auto left = left_behind(document);
  if (!left.empty()) out << "\n## Left behind\n\n";
  for (std::size_t index = 0; index < std::min(left.size(), longest_list); ++index) {
    out << "- ⚑ " << md(left[index].first.of->id) << " (" << md(join(left[index].variants)) << "):";
    for (const auto& item : left[index].first.result->residue_items) {
      out << " " << md(item.kind) << " " << md(item.name) << ";";
    }
    out << "\n";
  }
  write_more(out, left.size());
}

void write_gaps(const ResultDocument& document, std::ostream& out) {
  bool first = true;
  for (const auto* verdict : {"unsupported", "blocked", "interrupted", "not-run", "untested"}) {
    for (const auto& group : by_reason(document, verdict)) {
      if (first) out << "\n## Without a result\n\n";
      first = false;
      out << "- " << md(glyph_of(document.vocabulary, verdict)) << " **" << verdict << "** "
          << count_words(static_cast<std::int64_t>(group.cases.size()), "case") << " (" << md(join(group.variants))
          << "): " << md(group.reason) << "\n";
    }
  }
  const auto requirements = undecided(document);
  if (!requirements.empty()) out << "\n## Untested requirements\n\n";
  for (std::size_t index = 0; index < std::min(requirements.size(), longest_list); ++index) {
    const auto& one = *requirements[index];
    out << "- " << md(glyph_of(document.vocabulary, one.rollup)) << " **" << md(one.rollup) << "** " << md(one.id)
        << ": " << md(one.untested.empty() ? one.text : one.untested) << "\n";
  }
  write_more(out, requirements.size());
}

}  // namespace

void write_markdown(const ResultDocument& document, std::ostream& out) {
  const auto line = headline(document);
  out << "# " << line.glyph << " " << md(line.sentence) << "\n\n"
      << md(line.about) << " The run is " << (document.trust.trusted ? "trusted" : "**not trusted**") << " and "
      << (document.run.complete ? "complete" : "**not complete**") << ".\n";
  if (!line.why.empty()) out << "\n";
  for (const auto& reason : line.why) out << "- " << md(reason) << "\n";

  if (!document.requirements.empty()) write_areas(document, out);
  write_findings(document, out);
  write_gaps(document, out);
}

}  // namespace procport::reports
