// SPDX-License-Identifier: BSL-1.0
// The first page: the answer, what is unexpected, what was left, what is missing.
#include <algorithm>

#include "html.hpp"

namespace procport::reports {
namespace {

// Beyond these the page would be a log; what is not listed is on the page of all cases.
constexpr std::size_t longest_list = 60;
constexpr std::size_t longest_reason = 400;

std::string shortened(const std::string& text) {
  if (text.size() <= longest_reason) return text;
  std::size_t end = longest_reason;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + " …";
}

Html good_news(std::string_view sentence) {
  Html html;
  return html << "<p class=\"good\"><i aria-hidden=\"true\">✓</i> " << sentence << "</p>\n";
}

void append_more(Html& html, std::size_t count) {
  if (count <= longest_list) return;
  html << "<p>And " << count - longest_list << " more, on the page of <a href=\"cases.html\">all cases</a>.</p>\n";
}

Html variants_of(const FindingGroup& group, const ResultDocument& document) {
  Html html;
  html << "<span class=\"soft small\">";
  if (group.variants.size() == document.variants.size() && group.variants.size() > 1) {
    html << "in all " << group.variants.size() << " variants";
  } else {
    html << "in " << join(group.variants);
  }
  return html << "</span>";
}

Html finding_head(const FindingGroup& group, const ResultDocument& document, const Html& label) {
  Html html;
  return html << "<div class=\"head\">" << label << "<a href=\""
              << case_href("", group.first.of->id, group.variants.front()) << "\">"
              << (group.first.of->title.empty() ? group.first.of->id : group.first.of->title) << "</a>"
              << variants_of(group, document) << "</div><p class=\"id\">" << group.first.of->id << "</p>";
}

Html unexpected_section(const ResultDocument& document) {
  const auto groups = unexpected(document);
  Html html;
  html << "<section aria-labelledby=\"unexpected\"><h2 id=\"unexpected\">What is unexpected</h2>\n";
  if (groups.empty()) return html << good_news("Nothing: each case ended as it should.") << "</section>\n";
  html << "<ul class=\"findings\">\n";
  for (std::size_t index = 0; index < std::min(groups.size(), longest_list); ++index) {
    const auto& group = groups[index];
    const auto& result = *group.first.result;
    html << "<li class=\"" << word_class(result.verdict) << "\">"
         << finding_head(group, document, badge(document.vocabulary, result.verdict));
    if (!result.reason.empty()) html << "<p>" << shortened(result.reason) << "</p>";
    if (!result.failures.empty()) {
      const auto& failure = result.failures.front();
      html << "<p><code>" << failure.file << ":" << failure.line << "</code>";
      if (result.reason.find(failure.message) == std::string::npos) html << " " << shortened(failure.message);
      html << "</p>";
    }
    html << "</li>\n";
  }
  html << "</ul>\n";
  append_more(html, groups.size());
  return html << "</section>\n";
}

Html residue_section(const ResultDocument& document) {
  const auto groups = left_behind(document);
  const auto unknown = document.totals.residue.find("unknown");
  Html html;
  html << "<section aria-labelledby=\"left\"><h2 id=\"left\">What was left behind</h2>\n";
  if (groups.empty()) html << good_news("No process, semaphore, memory, file or socket was found after its case.");
  if (!groups.empty()) html << "<ul class=\"findings\">\n";
  for (std::size_t index = 0; index < std::min(groups.size(), longest_list); ++index) {
    const auto& group = groups[index];
    html << "<li class=\"t-amber\">" << finding_head(group, document, mark("amber", "⚑", "left"));
    for (const auto& item : group.first.result->residue_items) {
      html << "<p>" << item.kind << " <code>" << item.name << "</code>";
      if (!item.detail.empty()) html << ", " << item.detail;
      html << "</p>";
    }
    html << "</li>\n";
  }
  if (!groups.empty()) html << "</ul>\n";
  append_more(html, groups.size());
  if (unknown != document.totals.residue.end() && unknown->second > 0) {
    html << "<p class=\"soft\">For " << count_words(unknown->second, "result")
         << " it is not known whether something was left.</p>\n";
  }
  return html << "</section>\n";
}

/// Verdicts that say why there is no answer, grouped by what the system or the runner said.
Html reasons_section(const ResultDocument& document, std::string_view id, std::string_view title, std::string_view none,
                     const std::vector<std::string>& verdicts) {
  std::vector<ReasonGroup> groups;
  for (const auto& verdict : verdicts) {
    for (auto& group : by_reason(document, verdict)) groups.push_back(std::move(group));
  }
  Html html;
  if (groups.empty() && none.empty()) return html;
  html << "<section aria-labelledby=\"" << id << "\"><h2 id=\"" << id << "\">" << title << "</h2>\n";
  if (groups.empty()) return html << good_news(none) << "</section>\n";
  std::size_t shown = 0;
  for (const auto& group : groups) {
    if (++shown > longest_list) break;
    html << "<details><summary>" << badge(document.vocabulary, group.verdict)
         << (group.reason.empty() ? "No reason was given." : shortened(group.reason)) << " <span class=\"soft small\">"
         << count_words(static_cast<std::int64_t>(group.cases.size()), "case") << ", " << join(group.variants)
         << "</span></summary><div class=\"in\"><ul class=\"cols\">\n";
    for (std::size_t index = 0; index < std::min(group.cases.size(), longest_list); ++index) {
      html << "<li>" << case_link("", *group.cases[index].first.of) << "</li>\n";
    }
    html << "</ul>";
    append_more(html, group.cases.size());
    html << "</div></details>\n";
  }
  append_more(html, groups.size());
  return html << "</section>\n";
}

Html untested_section(const ResultDocument& document) {
  const auto requirements = undecided(document);
  Html html;
  html << "<section aria-labelledby=\"untested\"><h2 id=\"untested\">What is untested</h2>\n";
  if (requirements.empty()) return html << good_news("Each requirement has a case that ran.") << "</section>\n";
  html << "<ul class=\"findings\">\n";
  for (std::size_t index = 0; index < std::min(requirements.size(), longest_list); ++index) {
    const auto& one = *requirements[index];
    html << "<li class=\"" << word_class(one.rollup) << "\"><div class=\"head\">"
         << badge(document.vocabulary, one.rollup) << "<a href=\"" << requirement_href("", one.id) << "\">" << one.text
         << "</a></div><p class=\"id\">" << one.id << "</p><p>"
         << (!one.untested.empty()     ? one.untested
             : one.rollup == "not-run" ? std::string("It has cases, and none of them was part of this run or reached.")
                                       : std::string("The reason is on its page."))
         << "</p></li>\n";
  }
  html << "</ul>\n";
  append_more(html, requirements.size());
  return html << "</section>\n";
}

}  // namespace

Html hero(const ResultDocument& document) {
  const auto line = headline(document);
  Html html;
  html << "<section class=\"card hero t-" << line.tone << "\" aria-label=\"Result\"><div class=\"verdict\">"
       << "<span class=\"seal\" aria-hidden=\"true\">" << line.glyph << "</span><div><p class=\"word\">" << line.word
       << "</p><h1>" << line.sentence << "</h1></div></div>\n<p class=\"about\">" << line.about
       << "</p>\n<ul class=\"chips\"><li>"
       << (document.trust.trusted ? mark("green", "✓", "run trusted") : mark("red", "✗", "run not trusted"))
       << "</li><li>"
       << (document.run.complete ? mark("green", "✓", "run complete") : mark("amber", "○", "run not complete"))
       << "</li>";
  if (document.run.interrupted) html << "<li>" << mark("amber", "■", "interrupted") << "</li>";
  if (!document.run.selection.empty()) html << "<li>" << mark("neutral", "◐", "only a selection") << "</li>";
  html << "</ul>\n";
  if (!line.why.empty()) {
    html << "<ul class=\"why\">";
    for (const auto& reason : line.why) html << "<li>" << reason << "</li>";
    html << "</ul>\n";
  }
  const auto all = shares(document, "");
  if (!all.empty()) {
    html << "<div class=\"share\">" << share_bar(all) << "<p class=\"words\">"
         << count_words(static_cast<std::int64_t>(document.requirements.size()), "requirement") << ": "
         << share_words(all) << "</p></div>";
  }
  return html << "</section>\n";
}

Html findings_sections(const ResultDocument& document) {
  Html html;
  html << unexpected_section(document) << residue_section(document)
       << reasons_section(document, "unsupported", "What this system does not support",
                          "Nothing: the system offers all that the cases asked for.", {"unsupported"})
       << untested_section(document)
       << reasons_section(document, "no-result", "What has no result", "",
                          {"blocked", "interrupted", "not-run", "untested"});
  const auto areas = document.areas();
  if (areas.empty()) return html;
  html
      << "<section aria-labelledby=\"areas\"><h2 id=\"areas\">By area</h2>\n<table "
         "class=\"stack\"><caption>Requirements "
         "of each area by their result over all variants.</caption><thead><tr><th scope=\"col\">Area</th>"
         "<th scope=\"col\" style=\"width:38%\">Distribution</th><th scope=\"col\">In words</th></tr></thead><tbody>\n";
  for (const auto& area : areas) {
    const auto found = shares(document, area);
    html << "<tr><th scope=\"row\"><a href=\"#area-" << page_name(area) << "\">" << area_words(area) << "</a></th><td>"
         << share_bar(found) << "</td><td class=\"words\">" << share_words(found) << "</td></tr>\n";
  }
  return html << "</tbody></table></section>\n";
}

std::string home_page(const ResultDocument& document, std::string_view up) {
  PageHead head;
  head.title = headline(document).sentence;
  head.document = &document;
  if (!up.empty()) head.navigation << "<a href=\"" << up << "\">all targets</a>";
  head.navigation << "<a href=\"#unexpected\">unexpected</a><a href=\"#unsupported\">unsupported</a>"
                     "<a href=\"#untested\">untested</a><a href=\"#matrix\">requirements</a>"
                     "<a href=\"cases.html\">all cases</a><a href=\"#system\">system</a>"
                     "<a href=\"#provenance\">provenance</a>";
  Html body;
  body << hero(document) << findings_sections(document) << matrix_section(document) << system_section(document)
       << provenance_section(document);
  return page(head, body);
}

}  // namespace procport::reports
