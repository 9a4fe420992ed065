// SPDX-License-Identifier: BSL-1.0
// What the pages and the exports say about a document, worked out in one place so that no two of them differ.
#pragma once

#include <string>
#include <vector>

#include "result_document.hpp"

namespace procport::reports {

/// The answer to "does it conform?".
struct Headline {
  std::string glyph, word, tone;  ///< tone: green, neutral or red
  std::string sentence;
  std::string about;             ///< Who, on what, with which suite, when.
  std::vector<std::string> why;  ///< Empty if it conforms and nothing is to be said.
};

[[nodiscard]] Headline headline(const ResultDocument& document);

/// One result with the case that it belongs to.
struct Finding {
  const Case* of = nullptr;
  const Result* result = nullptr;
};

/// Findings of one case that read the same, with the variants that had them.
struct FindingGroup {
  Finding first;
  std::vector<std::string> variants;
};

/// Findings with the same reason, over all cases.
struct ReasonGroup {
  std::string verdict, reason;
  std::vector<FindingGroup> cases;
  std::vector<std::string> variants;
};

[[nodiscard]] std::vector<FindingGroup> unexpected(const ResultDocument& document);
[[nodiscard]] std::vector<FindingGroup> left_behind(const ResultDocument& document);  ///< residue left or unknown
[[nodiscard]] std::vector<ReasonGroup> by_reason(const ResultDocument& document, const std::string& verdict);

/// Requirements that no case decided: declared untested, or with a rollup of untested or not-run.
[[nodiscard]] std::vector<const Requirement*> undecided(const ResultDocument& document);

/// The word for several verdicts together: red ones first, then pass, observed, unsupported, untested; "" for none.
[[nodiscard]] std::string combined(const Vocabulary& vocabulary, const std::vector<std::string>& verdicts);

/// Rows and columns of words, where neighbours or not, columns with the same words in every row are one column.
struct Matrix {
  struct Column {
    std::vector<std::string> names;
    std::vector<std::string> words;  ///< One for each row; "" where there is nothing to say.
  };
  std::vector<std::string> rows;
  std::vector<Column> columns;
};

[[nodiscard]] Matrix merge_columns(std::vector<std::string> rows, const std::vector<Matrix::Column>& columns);

/// Requirements by variants.
[[nodiscard]] Matrix requirement_matrix(const ResultDocument& document);
/// Cases by variants.
[[nodiscard]] Matrix case_matrix(const ResultDocument& document);
/// Requirements by documents; the columns are named by `names`.
[[nodiscard]] Matrix target_matrix(const std::vector<ResultDocument>& documents, const std::vector<std::string>& names);

/// How many requirements of an area have each rollup, in the order of the vocabulary.
struct Share {
  const Word* word = nullptr;
  std::size_t count = 0;
};
[[nodiscard]] std::vector<Share> shares(const ResultDocument& document, const std::string& area);

[[nodiscard]] std::string tone_of(const Vocabulary& vocabulary, std::string_view verdict);
[[nodiscard]] std::string glyph_of(const Vocabulary& vocabulary, std::string_view verdict);

}  // namespace procport::reports
