// SPDX-License-Identifier: BSL-1.0
// Several documents side by side: what each says, and the requirements by targets.
#include <algorithm>

#include "html.hpp"

namespace procport::reports {
namespace {

/// Where the text and area of a requirement come from: the first document that has it.
const Requirement* find(const std::vector<ResultDocument>& documents, const std::string& id) {
  for (const auto& document : documents) {
    if (const auto* one = document.requirement(id)) return one;
  }
  return nullptr;
}

Html target_card(const ResultDocument& document, const std::string& name, const std::string& folder) {
  const auto line = headline(document);
  Html html;
  html << "<li class=\"t-" << line.tone << "\"><div class=\"head\">" << mark(line.tone, line.glyph, line.word)
       << "<a href=\"" << folder << "/index.html\">" << name << "</a></div><p>" << line.sentence << " " << line.about
       << "</p>";
  for (const auto& reason : line.why) html << "<p>" << reason << "</p>";
  const auto all = shares(document, "");
  return html << share_bar(all) << "<p class=\"words\">" << share_words(all) << "</p></li>\n";
}

std::string folder_of(const std::vector<std::string>& names, const std::vector<std::string>& folders,
                      const std::string& name) {
  const auto place = std::find(names.begin(), names.end(), name) - names.begin();
  return folders[static_cast<std::size_t>(place)];
}

}  // namespace

std::string compare_page(const std::vector<ResultDocument>& documents, const std::vector<std::string>& names,
                         const std::vector<std::string>& folders) {
  const auto matrix = target_matrix(documents, names);
  std::vector<std::string> areas;
  for (const auto& id : matrix.rows) {
    const auto& area = find(documents, id)->area;
    if (std::find(areas.begin(), areas.end(), area) == areas.end()) areas.push_back(area);
  }
  PageHead head;
  head.title = count_words(static_cast<std::int64_t>(documents.size()), "result") + " compared";
  Html body;
  body << "<h1>" << head.title << "</h1>\n<ul class=\"findings\">\n";
  for (std::size_t index = 0; index < documents.size(); ++index) {
    body << target_card(documents[index], names[index], folders[index]);
  }
  body << "</ul>\n<h2 id=\"matrix\">Requirements and targets</h2>\n<p class=\"soft\">Targets with the same result in "
          "every row share a column.</p>\n<div class=\"scroll\"><table class=\"m\" data-filter";
  if (matrix.columns.size() > 1) body << " data-keys";
  body << "><caption>Result of each requirement on each target.</caption><thead><tr><th scope=\"col\">Requirement</th>"
       << column_heads(matrix, names.size(), "targets") << "</tr></thead>\n";
  for (const auto& area : areas) {
    body << "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"" << matrix.columns.size() + 1 << "\">"
         << area_words(area) << "</th></tr>\n";
    for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
      const auto& one = *find(documents, matrix.rows[row]);
      if (one.area != area) continue;
      body << "<tr><th scope=\"row\">" << one.text << " <span class=\"id\">" << one.id << "</span></th>";
      for (const auto& column : matrix.columns) {
        const auto& word = column.words[row];
        const auto root = folder_of(names, folders, column.names.front()) + "/";
        body << matrix_cell(documents.front().vocabulary, word,
                            word.empty() ? std::string() : requirement_href(root, one.id), "not in this run");
      }
      body << "</tr>\n";
    }
    body << "</tbody>\n";
  }
  body << "</table></div>\n" << legend(documents.front().vocabulary);
  return page(head, body);
}

}  // namespace procport::reports
