// SPDX-License-Identifier: BSL-1.0
// The matrix of requirements and variants, and the page of all cases.
#include <algorithm>

#include "html.hpp"

namespace procport::reports {
namespace {

/// With one case a cell leads to its evidence at once; otherwise to the requirement, which lists its cases.
std::string cell_href(const Requirement& one, const Matrix::Column& column) {
  if (one.cases.size() == 1) return case_href("", one.cases.front(), column.names.front());
  return requirement_href("", one.id);
}

Html requirement_row(const ResultDocument& document, const Requirement& one, const Matrix& matrix, std::size_t row) {
  Html html;
  html << "<tr><th scope=\"row\"><a href=\"" << requirement_href("", one.id) << "\">" << one.text
       << " <span class=\"id\">" << one.id << "</span></a>";
  if (one.level != document.run.gate.level) html << " <span class=\"tag\">" << one.level << "</span>";
  html << "</th>";
  for (const auto& column : matrix.columns) {
    const auto& word = column.words[row];
    html << matrix_cell(document.vocabulary, word, word.empty() ? std::string() : cell_href(one, column));
  }
  return html << "</tr>\n";
}

std::int64_t slowest(const Case& one) {
  std::int64_t longest = 0;
  for (const auto& result : one.results) longest = std::max(longest, result.duration_ms);
  return longest;
}

}  // namespace

Html matrix_section(const ResultDocument& document) {
  const auto matrix = requirement_matrix(document);
  Html html;
  html << "<section aria-labelledby=\"matrix\"><h2 id=\"matrix\">Requirements and variants</h2>\n";
  if (matrix.rows.empty()) return html << "<p>The document has no requirements.</p></section>\n";
  html << "<p class=\"soft\">A variant is a way of starting processes with a profile of system facilities. Variants "
          "with the same result in every row share a column; a cell leads to the evidence.</p>\n"
          "<table class=\"m sticky\" data-filter";
  if (matrix.columns.size() > 1) html << " data-keys";
  html << "><caption>Result of each requirement in each variant, by area.</caption>\n<thead><tr><th scope=\"col\">"
          "Requirement</th>"
       << column_heads(matrix, document.variants.size(), "variants") << "</tr></thead>\n";
  for (const auto& area : document.areas()) {
    html << "<tbody><tr class=\"group\" id=\"area-" << page_name(area) << "\"><th scope=\"rowgroup\" colspan=\""
         << matrix.columns.size() + 1 << "\">" << area_words(area) << "</th></tr>\n";
    for (std::size_t row = 0; row < document.requirements.size(); ++row) {
      if (document.requirements[row].area == area) {
        html << requirement_row(document, document.requirements[row], matrix, row);
      }
    }
    html << "</tbody>\n";
  }
  return html << "</table></section>\n";
}

std::string cases_page(const ResultDocument& document) {
  const auto matrix = case_matrix(document);
  PageHead head;
  head.title = "All cases on " + document.target.name;
  head.document = &document;
  head.navigation << "<a href=\"index.html\">summary</a><a href=\"index.html#matrix\">requirements</a>";
  Html body;
  body << "<h1>All cases</h1>\n<p class=\"soft\">"
       << count_words(static_cast<std::int64_t>(document.cases.size()), "case") << " in "
       << count_words(static_cast<std::int64_t>(document.variants.size()), "variant") << ": ";
  bool first = true;
  for (const auto& word : document.vocabulary.verdicts) {
    const auto count = document.totals.verdicts.find(word.word);
    if (count == document.totals.verdicts.end() || count->second == 0) continue;
    if (!first) body << ", ";
    body << count->second << " " << word.word;
    first = false;
  }
  body << ".</p>\n<table class=\"m sticky\" data-filter data-sort";
  if (matrix.columns.size() > 1) body << " data-keys";
  body << "><caption>Verdict of each case in each variant; variants with the same verdicts share a column.</caption>\n"
          "<thead><tr><th scope=\"col\">Case</th>"
       << column_heads(matrix, document.variants.size(), "variants")
       << "<th scope=\"col\">Slowest</th></tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < document.cases.size(); ++row) {
    const auto& one = document.cases[row];
    body << "<tr><th scope=\"row\"><a href=\"" << case_href("", one.id) << "\">" << one.title << " <span class=\"id\">"
         << one.id << "</span></a></th>";
    for (const auto& column : matrix.columns) {
      body << matrix_cell(document.vocabulary, column.words[row],
                          column.words[row].empty() ? std::string() : case_href("", one.id, column.names.front()));
    }
    body << "<td class=\"num\" data-k=\"" << slowest(one) << "\">" << duration_words(slowest(one)) << "</td></tr>\n";
  }
  body << "</tbody></table>\n";
  return page(head, body);
}

}  // namespace procport::reports
