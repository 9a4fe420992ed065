// SPDX-License-Identifier: BSL-1.0
// The difference of two documents as data: what changed, for the better or the worse, and what may have caused it.
#pragma once

#include <string>
#include <vector>

#include "result_document.hpp"

namespace procport::reports {

enum class ChangeKind {
  regressed,  ///< Green before neutral before red: the later word is further down.
  improved,
  changed,  ///< As good or bad as before, with another word or another reason.
  appeared,
  gone,
};

/// A case in a variant, whose verdict or reason is not what it was.
struct Change {
  ChangeKind kind = ChangeKind::changed;
  std::string id, variant;
  std::string before, after;  ///< Verdicts; "" where there was none.
  std::string reason_before, reason_after;
};

/// A value in the head of the documents that differs.
struct HeaderChange {
  std::string cause;  ///< target, suite, host or run
  std::string field, before, after;
};

struct ResidueChange {
  std::string id, variant, before, after, detail;
};

struct FactChange {
  std::string primitive, strategy, before, after;
};

struct Diff {
  std::string gate_before, gate_after;
  bool gate_worse = false;
  std::vector<HeaderChange> headers;
  std::vector<Change> changes;
  std::vector<ResidueChange> residue;
  std::vector<FactChange> facts;

  [[nodiscard]] bool worse() const;
  [[nodiscard]] std::vector<const Change*> of(ChangeKind kind) const;
  /// One sentence about what the differences may come from.
  [[nodiscard]] std::string cause() const;
};

[[nodiscard]] Diff compare(const ResultDocument& before, const ResultDocument& after);

}  // namespace procport::reports
