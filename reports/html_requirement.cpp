// SPDX-License-Identifier: BSL-1.0
// The page of one requirement: what is demanded, where it comes from, and what its cases found.
#include <algorithm>

#include "html.hpp"

namespace procport::reports {
namespace {

Html results_of(const ResultDocument& document, const Requirement& one) {
  ResultDocument part;  // Only its cases: the merged columns are then those that matter here.
  part.vocabulary = document.vocabulary;
  part.variants = document.variants;
  for (const auto& id : one.cases) part.cases.push_back(*document.find_case(id));
  const auto matrix = case_matrix(part);
  Html html;
  html << "<table class=\"m\"";
  if (matrix.columns.size() > 1) html << " data-keys";
  html << "><caption>Verdict of each case of this requirement; variants with the same verdicts share a column."
          "</caption><thead><tr><th scope=\"col\">Case</th>"
       << column_heads(matrix, document.variants.size(), "variants") << "</tr></thead><tbody>\n";
  for (std::size_t row = 0; row < part.cases.size(); ++row) {
    const auto& of = part.cases[row];
    html << "<tr><th scope=\"row\"><a href=\"" << case_href("../", of.id) << "\">" << of.title << " <span class=\"id\">"
         << of.id << "</span></a></th>";
    for (const auto& column : matrix.columns) {
      html << matrix_cell(document.vocabulary, column.words[row],
                          column.words[row].empty() ? std::string() : case_href("../", of.id, column.names.front()));
    }
    html << "</tr>\n";
  }
  return html << "</tbody></table>\n";
}

Html requirement_list(const ResultDocument& document, const std::vector<std::string>& ids) {
  Html html;
  html << "<ul>";
  for (const auto& id : ids) {
    const auto* other = document.requirement(id);
    if (other == nullptr) {
      html << "<li><code>" << id << "</code>, which is not part of this document</li>";
      continue;
    }
    html << "<li>" << badge(document.vocabulary, other->rollup) << " <a href=\"" << page_name(id) << ".html\">"
         << other->text << "</a> <span class=\"id\">" << id << "</span></li>";
  }
  return html << "</ul>\n";
}

Html turn(const std::vector<Requirement>& all, std::size_t index) {
  Html html;
  html << "<nav class=\"turn\" aria-label=\"Other requirements\"><span>";
  if (index > 0) {
    html << "<a rel=\"prev\" href=\"" << page_name(all[index - 1].id) << ".html\">← " << all[index - 1].id << "</a>";
  }
  html << "</span><span>";
  if (index + 1 < all.size()) {
    html << "<a rel=\"next\" href=\"" << page_name(all[index + 1].id) << ".html\">" << all[index + 1].id << " →</a>";
  }
  return html << "</span></nav>\n";
}

}  // namespace

std::string requirement_page(const ResultDocument& document, std::size_t index) {
  const auto& one = document.requirements.at(index);
  PageHead head;
  head.title = one.id + " on " + document.target.name;
  head.root = "../";
  head.document = &document;
  head.navigation << "<a href=\"../index.html\">summary</a><a href=\"../index.html#matrix\">requirements</a>"
                     "<a href=\"../cases.html\">all cases</a>";
  Html body;
  body << "<p class=\"crumbs\">Requirement <code>" << one.id << "</code> in " << area_words(one.area) << "</p>\n<h1>"
       << one.text << "</h1>\n<ul class=\"chips\"><li>" << badge(document.vocabulary, one.rollup) << "</li><li>"
       << mark("neutral", "§", "level " + one.level) << "</li></ul>\n";
  if (!one.source.empty()) body << "<p class=\"soft\">Source: " << one.source << "</p>\n";
  if (!one.untested.empty()) body << "<h2>Why it is untested</h2><p>" << one.untested << "</p>\n";
  if (!one.cases.empty()) body << "<h2>Cases</h2>\n" << results_of(document, one);
  if (!one.depends_on.empty()) body << "<h2>Builds on</h2>\n" << requirement_list(document, one.depends_on);
  std::vector<std::string> dependents;
  for (const auto& other : document.requirements) {
    if (std::find(other.depends_on.begin(), other.depends_on.end(), one.id) != other.depends_on.end()) {
      dependents.push_back(other.id);
    }
  }
  if (!dependents.empty()) body << "<h2>What builds on it</h2>\n" << requirement_list(document, dependents);
  body << turn(document.requirements, index);
  return page(head, body);
}

}  // namespace procport::reports
