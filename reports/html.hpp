// SPDX-License-Identifier: BSL-1.0
// Writing of HTML in which only text that stands in this library's source can be markup.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "summary.hpp"
#include "text.hpp"

namespace procport::reports {

/// Collects a piece of a page. A literal is taken as markup; every other string is escaped.
class Html {
 public:
  template <std::size_t size>
  Html& operator<<(const char (&markup)[size]) {
    text_.append(markup, size - 1);
    return *this;
  }
  Html& operator<<(std::string_view text) {
    text_ += escape_markup(text);
    return *this;
  }
  template <std::integral Number>
  requires(!std::same_as<Number, char> && !std::same_as<Number, bool>) Html& operator<<(Number number) {
    text_ += std::to_string(number);
    return *this;
  }
  Html& operator<<(const Html& piece) {
    text_ += piece.text_;
    return *this;
  }

  [[nodiscard]] const std::string& markup() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

/// What the frame of a page has to know.
struct PageHead {
  std::string title;
  std::string root;                          ///< Relative way to the report's own index: "" or "../".
  Html navigation;                           ///< Items of the bar at the top.
  const ResultDocument* document = nullptr;  ///< For the foot; nothing for a page about several.
};

[[nodiscard]] std::string page(const PageHead& head, const Html& body);

/// Glyph and word in the colour of the verdict.
[[nodiscard]] Html badge(const Vocabulary& vocabulary, std::string_view verdict);
/// A CSS class made of a word from a document.
[[nodiscard]] std::string word_class(std::string_view word);
/// Glyph and word in a tone, for words that are not verdicts.
[[nodiscard]] Html mark(std::string_view tone, std::string_view glyph, std::string_view word);

[[nodiscard]] std::string case_href(std::string_view root, std::string_view id, std::string_view variant = {});
[[nodiscard]] std::string requirement_href(std::string_view root, std::string_view id);
[[nodiscard]] Html case_link(std::string_view root, const Case& one);

/// A bar of shares is for the eye only: the words go next to it.
[[nodiscard]] Html share_bar(const std::vector<Share>& shares);
[[nodiscard]] Html share_words(const std::vector<Share>& shares);
[[nodiscard]] Html legend(const Vocabulary& vocabulary);
/// The rows of names at the head of merged columns.
[[nodiscard]] Html column_heads(const Matrix& matrix, std::size_t all, std::string_view what);
/// \param none  What stands in a cell without a word.
[[nodiscard]] Html matrix_cell(const Vocabulary& vocabulary, std::string_view word, std::string_view href,
                               std::string_view none = "no case");

/// Sections of the home page.
[[nodiscard]] Html hero(const ResultDocument& document);
[[nodiscard]] Html findings_sections(const ResultDocument& document);
[[nodiscard]] Html matrix_section(const ResultDocument& document);
[[nodiscard]] Html system_section(const ResultDocument& document);
[[nodiscard]] Html provenance_section(const ResultDocument& document);

/// Whole pages.
[[nodiscard]] std::string home_page(const ResultDocument& document, std::string_view up);
[[nodiscard]] std::string cases_page(const ResultDocument& document);
[[nodiscard]] std::string case_page(const ResultDocument& document, std::size_t index);
[[nodiscard]] std::string requirement_page(const ResultDocument& document, std::size_t index);
/// \param folders  Where the pages of each document are.
[[nodiscard]] std::string compare_page(const std::vector<ResultDocument>& documents,
                                       const std::vector<std::string>& names, const std::vector<std::string>& folders);

}  // namespace procport::reports
