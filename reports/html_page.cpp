// SPDX-License-Identifier: BSL-1.0
// The frame of every page, and the small pieces that all pages share.
#include "assets.hpp"
#include "html.hpp"

namespace procport::reports {
std::string word_class(std::string_view word) { return "v-" + page_name(word); }

std::string page(const PageHead& head, const Html& body) {
  Html top;
  top << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
      << head.title << "</title>\n<style>";
  Html middle;
  middle << "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
            "<nav class=\"bar\" aria-label=\"Report\"><a class=\"brand\" href=\""
         << head.root << "index.html\">procport report</a>" << head.navigation << "</nav>\n<main id=\"content\">\n"
         << body << "</main>\n<footer>";
  if (head.document != nullptr) {
    middle << head.document->host.name << " " << head.document->host.version << " on " << head.document->target.name
           << ", checked with " << head.document->suite.name << " " << head.document->suite.version << " on "
           << date_words(head.document->run.started) << ". ";
  }
  middle << "This page is a file: it needs no network and no script.</footer>\n<script>";
  return top.markup() + std::string(style_sheet) + middle.markup() + std::string(script) +
         "</script>\n</body>\n</html>\n";
}

Html badge(const Vocabulary& vocabulary, std::string_view verdict) {
  const auto* word = vocabulary.verdict(verdict);
  Html html;
  html << "<span class=\"b " << word_class(verdict);
  html << "\">";
  if (word != nullptr) html << word->glyph << " ";
  return html << verdict << "</span>";
}

Html mark(std::string_view tone, std::string_view glyph, std::string_view word) {
  Html html;
  return html << "<span class=\"b t-" << tone << "\">" << glyph << " " << word << "</span>";
}

std::string case_href(std::string_view root, std::string_view id, std::string_view variant) {
  auto href = std::string(root) + "case/" + page_name(id) + ".html";
  if (!variant.empty()) href += "#" + page_name(variant);
  return href;
}

std::string requirement_href(std::string_view root, std::string_view id) {
  return std::string(root) + "requirement/" + page_name(id) + ".html";
}

Html case_link(std::string_view root, const Case& one) {
  Html html;
  return html << "<a href=\"" << case_href(root, one.id) << "\">" << (one.title.empty() ? one.id : one.title) << "</a>";
}

Html share_bar(const std::vector<Share>& shares) {
  std::size_t all = 0;
  for (const auto& share : shares) all += share.count;
  Html html;
  if (all == 0) return html;
  html << "<svg class=\"shares\" viewBox=\"0 0 " << all * 10
       << " 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  std::size_t from = 0;
  for (const auto& share : shares) {
    html << "<rect class=\"" << word_class(share.word->word) << "\" x=\"" << from * 10 << "\" width=\""
         << share.count * 10 << "\" height=\"10\"/>";
    from += share.count;
  }
  return html << "</svg>";
}

Html share_words(const std::vector<Share>& shares) {
  Html html;
  for (const auto& share : shares) {
    if (&share != &shares.front()) html << ", ";
    html << "<b class=\"" << word_class(share.word->word) << "\">" << share.word->glyph << " " << share.count << " "
         << share.word->word << "</b>";
  }
  return html;
}

Html legend(const Vocabulary& vocabulary) {
  Html html;
  html << "<table class=\"stack\"><caption>What the words of a verdict mean. Red words close the gate, neutral ones "
          "neither open nor close it.</caption><thead><tr><th scope=\"col\">Word</th><th scope=\"col\">Gate</th>"
          "<th scope=\"col\">Meaning</th></tr></thead><tbody>\n";
  for (const auto& word : vocabulary.verdicts) {
    html << "<tr><th scope=\"row\">" << badge(vocabulary, word.word) << "</th><td>" << word.gate << "</td><td>"
         << word.meaning << "</td></tr>\n";
  }
  return html << "</tbody></table>\n";
}

Html column_heads(const Matrix& matrix, std::size_t all, std::string_view what) {
  Html html;
  char key = 'A';
  for (const auto& column : matrix.columns) {
    html << "<th scope=\"col\">";
    if (matrix.columns.size() > 1 && key <= 'Z') html << "<span class=\"key\">" << std::string(1, key++) << "</span> ";
    if (column.names.size() == all && all > 1) html << "all " << all << " " << what;
    html << "<span class=\"names\">";
    for (const auto& name : column.names) {
      if (&name != &column.names.front()) html << "<br>";
      html << name;
    }
    html << "</span></th>";
  }
  return html;
}

Html matrix_cell(const Vocabulary& vocabulary, std::string_view word, std::string_view href, std::string_view none) {
  Html html;
  html << "<td class=\"c\">";
  // An empty cell could be taken for a pass.
  if (word.empty()) return html << "<span class=\"b v-none\">– " << none << "</span></td>";
  if (href.empty()) return html << badge(vocabulary, word) << "</td>";
  return html << "<a href=\"" << href << "\">" << badge(vocabulary, word) << "</a></td>";
}

}  // namespace procport::reports
