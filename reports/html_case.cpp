// SPDX-License-Identifier: BSL-1.0
// The page of one case: verdict, witnesses and evidence for each variant, and the command that reproduces it.
#include <algorithm>

#include "html.hpp"

namespace procport::reports {
namespace {

void entry(Html& html, std::string_view name, const Html& value) {
  if (!value.empty()) html << "<dt>" << name << "</dt><dd>" << value << "</dd>";
}

Html plain(std::string_view text) {
  Html html;
  return html << text;
}

Html residue_mark(const Result& result) {
  if (result.residue == "clean") return mark("green", "✓", "clean");
  if (result.residue == "left") return mark("amber", "⚑", "left");
  return mark("neutral", "?", "unknown");
}

Html relation_mark(const Result& result) {
  if (result.relation == "as-expected") return mark("neutral", "=", "as expected");
  if (result.relation == "healed") return mark("amber", "≠", "healed");
  return mark("red", "≠", result.relation);
}

/// The first anchor of a variant belongs to its first attempt, so that links from other pages find it.
std::string anchor(const Result& result) {
  return page_name(result.variant) + (result.attempt > 1 ? "-attempt-" + std::to_string(result.attempt) : "");
}

std::string attempt_words(const Result& result) {
  return result.attempt > 1 ? ", attempt " + std::to_string(result.attempt) : std::string();
}

void append_log(Html& html, std::string_view name, const Log& log) {
  if (log.bytes == 0 && log.text.empty()) return;
  html << "<h3>" << name << " <span class=\"soft small\">" << count_words(log.bytes, "byte")
       << (log.truncated ? ", only a part is kept" : "") << "</span></h3><pre>" << log.text << "</pre>\n";
}

Html witnesses(const Result& result) {
  Html html;
  html << "<dl>";
  entry(html, "The case declared", plain(result.declared.empty() ? "nothing" : result.declared));
  entry(html, "Its process ended", plain(result.exit.empty() ? "not known" : result.exit));
  entry(html, "Found afterwards", plain(result.after.empty() ? "not known" : result.after));
  entry(html, "Residue", residue_mark(result));
  entry(html, "Expectation", relation_mark(result));
  if (!result.expected_reason.empty()) {
    entry(html, "Expected here", plain(result.expected_verdict + ": " + result.expected_reason));
    entry(html, "Evidence", plain(result.expected_evidence));
  }
  entry(html, "Time", plain(duration_words(result.duration_ms) + " of at most " + duration_words(result.limit_ms)));
  entry(html, "Containment", plain(result.containment));
  if (result.stability != "single") entry(html, "Stability", plain(result.stability));
  return html << "</dl>\n";
}

Html evidence(const Result& result) {
  Html html;
  if (!result.failures.empty()) {
    html << "<h3>Failures</h3><ul>";
    for (const auto& failure : result.failures) {
      html << "<li><code>" << failure.file << ":" << failure.line << "</code> " << failure.message << "</li>";
    }
    html << "</ul>\n";
  }
  if (!result.residue_items.empty()) {
    html << "<h3>Left behind</h3><ul>";
    for (const auto& item : result.residue_items) {
      html << "<li>" << item.kind << " <code>" << item.name << "</code> " << item.detail << "</li>";
    }
    html << "</ul>\n";
  }
  if (!result.observations.empty()) {
    html << "<h3>Observations</h3><dl>";
    for (const auto& [key, value] : result.observations) {
      html << "<dt>" << key << "</dt><dd><code>" << value << "</code></dd>";
    }
    html << "</dl>\n";
  }
  if (!result.steps.empty()) {
    html << "<h3>Steps</h3><ol class=\"steps\">";
    for (const auto& step : result.steps) html << "<li>" << step << "</li>";
    html << "</ol>\n";
  }
  append_log(html, "Standard output", result.out);
  append_log(html, "Standard error", result.err);
  if (!result.reproduce.empty()) html << "<h3>Reproduce</h3><pre>" << result.reproduce << "</pre>\n";
  return html;
}

bool is_worth_opening(const Vocabulary& vocabulary, const Result& result) {
  return result.relation != "as-expected" || result.residue == "left" || tone_of(vocabulary, result.verdict) == "red";
}

Html result_section(const ResultDocument& document, const Result& result, bool only) {
  const bool open = only || is_worth_opening(document.vocabulary, result);
  Html html;
  html << "<details id=\"" << anchor(result) << "\"";
  if (open) html << " open";
  html << "><summary><strong>" << result.variant << attempt_words(result) << "</strong>"
       << badge(document.vocabulary, result.verdict);
  if (result.residue == "left") html << residue_mark(result);
  html << "<span class=\"soft small\">" << duration_words(result.duration_ms)
       << "</span></summary><div class=\"in\">\n";
  if (!result.reason.empty()) html << "<p>" << result.reason << "</p>";
  return html << witnesses(result) << evidence(result) << "</div></details>\n";
}

Html overview(const ResultDocument& document, const Case& one) {
  Html html;
  html << "<table class=\"stack\"><caption>Verdict in each variant.</caption><thead><tr><th scope=\"col\">Variant</th>"
          "<th scope=\"col\">Verdict</th><th scope=\"col\">Reason</th><th scope=\"col\">Left behind</th>"
          "<th scope=\"col\">Time</th></tr></thead><tbody>\n";
  for (const auto& result : one.results) {
    html << "<tr><th scope=\"row\"><a href=\"#" << anchor(result) << "\">" << result.variant << attempt_words(result)
         << "</a></th><td>" << badge(document.vocabulary, result.verdict) << "</td><td>" << result.reason << "</td><td>"
         << residue_mark(result) << "</td><td class=\"num\">" << duration_words(result.duration_ms) << "</td></tr>\n";
  }
  for (const auto& variant : document.variants) {
    const bool has = std::any_of(one.results.begin(), one.results.end(),
                                 [&](const Result& result) { return result.variant == variant.id; });
    if (!has) {
      html << "<tr><th scope=\"row\">" << variant.id
           << "</th><td><span class=\"b v-none\">– no case</span></td><td>Not planned in this variant.</td><td></td>"
              "<td></td></tr>\n";
    }
  }
  return html << "</tbody></table>\n";
}

Html turn(const std::vector<Case>& cases, std::size_t index) {
  Html html;
  html << "<nav class=\"turn\" aria-label=\"Other cases\"><span>";
  if (index > 0) {
    html << "<a rel=\"prev\" href=\"" << page_name(cases[index - 1].id) << ".html\">← " << cases[index - 1].id
         << "</a>";
  }
  html << "</span><span>";
  if (index + 1 < cases.size()) {
    html << "<a rel=\"next\" href=\"" << page_name(cases[index + 1].id) << ".html\">" << cases[index + 1].id
         << " →</a>";
  }
  return html << "</span></nav>\n";
}

}  // namespace

std::string case_page(const ResultDocument& document, std::size_t index) {
  const auto& one = document.cases.at(index);
  PageHead head;
  head.title = one.id + " on " + document.target.name;
  head.root = "../";
  head.document = &document;
  head.navigation << "<a href=\"../index.html\">summary</a><a href=\"../index.html#matrix\">requirements</a>"
                     "<a href=\"../cases.html\">all cases</a>";
  Html body;
  body << "<p class=\"crumbs\">Case <code>" << one.id << "</code> in <code>" << one.file << ":" << one.line
       << "</code></p>\n<h1>" << (one.title.empty() ? one.id : one.title) << "</h1>\n";
  for (const auto& id : one.requirements) {
    const auto* requirement = document.requirement(id);
    body << "<blockquote><p>" << requirement->text << "</p><p class=\"small\"><a href=\"" << requirement_href("../", id)
         << "\">" << id << "</a> <span class=\"tag\">" << requirement->level << "</span></p></blockquote>\n";
  }
  body << "<h2 id=\"verdicts\">Verdicts</h2>\n" << overview(document, one);
  if (!one.results.empty()) body << "<h2 id=\"evidence\">Evidence</h2>\n";
  for (const auto& result : one.results) body << result_section(document, result, one.results.size() == 1);
  body << turn(document.cases, index);
  return page(head, body);
}

}  // namespace procport::reports
