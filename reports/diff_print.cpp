// SPDX-License-Identifier: BSL-1.0
// The difference of two documents as text, Markdown or JSON.
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <ostream>

#include "diff.hpp"
#include "reports.hpp"
#include "text.hpp"

namespace procport::reports {
namespace {

struct KindWords {
  ChangeKind kind;
  std::string_view word, title;
};
constexpr std::array<KindWords, 5> kinds = {{{ChangeKind::regressed, "regressed", "Regressed"},
                                             {ChangeKind::improved, "improved", "Improved"},
                                             {ChangeKind::changed, "changed", "Changed verdict or reason"},
                                             {ChangeKind::appeared, "new", "New"},
                                             {ChangeKind::gone, "gone", "Gone"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> causes = {
    {{"target", "Target changed"}, {"suite", "Suite changed"}, {"host", "Host changed"}, {"run", "Run changed"}}};

/// Text and Markdown have the same lines; only headings, list marks and escaping differ.
class Lines {
 public:
  Lines(std::ostream& out, bool markdown) : out_(out), markdown_(markdown) {}

  void title(std::string_view text) {
    out_ << (first_ ? "" : "\n") << (markdown_ ? (first_ ? "# " : "## ") : "") << text << "\n"
         << (markdown_ ? "\n" : "");
    first_ = false;
  }
  void item(std::string_view text) { out_ << (markdown_ ? "- " : "  ") << text << "\n"; }
  void paragraph(std::string_view text) { out_ << text << "\n"; }
  [[nodiscard]] std::string safe(std::string_view text) const {
    return markdown_ ? escape_markdown(text) : plain(text);
  }
  [[nodiscard]] std::string arrow(const std::string& before, const std::string& after) const {
    return (before.empty() ? std::string("(nothing)") : safe(before)) + " → " +
           (after.empty() ? std::string("(nothing)") : safe(after));
  }

 private:
  /// One line, and nothing that a terminal would obey.
  static std::string plain(std::string_view text) {
    std::string line(text);
    for (auto& c : line) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return line;
  }

  std::ostream& out_;
  bool markdown_;
  bool first_ = true;
};

std::string change_line(const Lines& lines, const Change& change) {
  auto text = lines.safe(change.id) + " [" + lines.safe(change.variant) + "] ";
  if (change.kind == ChangeKind::appeared) {
    text += lines.safe(change.after);
  } else if (change.kind == ChangeKind::gone) {
    text += "was " + lines.safe(change.before);
  } else if (change.before == change.after) {
    return text + lines.safe(change.after) + ", reason: " + lines.arrow(change.reason_before, change.reason_after);
  } else {
    text += lines.arrow(change.before, change.after);
  }
  if (!change.reason_after.empty()) text += ": " + lines.safe(change.reason_after);
  return text;
}

void print_lines(const Diff& diff, std::ostream& out, bool markdown) {
  Lines lines(out, markdown);
  lines.title(diff.worse() ? "✗ Something got worse" : "✓ Nothing got worse");
  lines.paragraph(diff.cause());
  lines.item("gate: " + (diff.gate_before == diff.gate_after ? lines.safe(diff.gate_after)
                                                             : lines.arrow(diff.gate_before, diff.gate_after)));
  for (const auto& row : kinds) {
    lines.item(std::string(row.word) + ": " + std::to_string(diff.of(row.kind).size()));
  }
  for (const auto& row : kinds) {
    const auto changes = diff.of(row.kind);
    if (changes.empty()) continue;
    lines.title(row.title);
    for (const auto* change : changes) lines.item(change_line(lines, *change));
  }
  if (!diff.residue.empty()) lines.title("Residue");
  for (const auto& change : diff.residue) {
    lines.item(lines.safe(change.id) + " [" + lines.safe(change.variant) + "] " +
               lines.arrow(change.before, change.after) +
               (change.detail.empty() ? std::string() : ": " + lines.safe(change.detail)));
  }
  if (!diff.facts.empty()) lines.title("What the system offers");
  for (const auto& change : diff.facts) {
    lines.item(lines.safe(change.primitive) + " " + lines.safe(change.strategy) + ": " +
               lines.arrow(change.before, change.after));
  }
  for (const auto& [cause, title] : causes) {
    bool first = true;
    for (const auto& header : diff.headers) {
      if (header.cause != cause) continue;
      if (first) lines.title(title);
      first = false;
      lines.item(lines.safe(header.field) + ": " + lines.arrow(header.before, header.after));
    }
  }
}

void print_json(const Diff& diff, std::ostream& out) {
  boost::json::object root{{"schema", {{"id", "procport-diff"}, {"version", "1.0"}}},
                           {"worse", diff.worse()},
                           {"cause", diff.cause()},
                           {"gate", {{"before", diff.gate_before}, {"after", diff.gate_after}}}};
  for (const auto& row : kinds) {
    boost::json::array changes;
    for (const auto* change : diff.of(row.kind)) {
      changes.push_back(boost::json::object{{"id", change->id},
                                            {"variant", change->variant},
                                            {"before", change->before},
                                            {"after", change->after},
                                            {"reason_before", change->reason_before},
                                            {"reason_after", change->reason_after}});
    }
    root[row.word] = std::move(changes);
  }
  boost::json::array residue, facts, headers;
  for (const auto& change : diff.residue) {
    residue.push_back(boost::json::object{{"id", change.id},
                                          {"variant", change.variant},
                                          {"before", change.before},
                                          {"after", change.after},
                                          {"detail", change.detail}});
  }
  for (const auto& change : diff.facts) {
    facts.push_back(boost::json::object{{"primitive", change.primitive},
                                        {"strategy", change.strategy},
                                        {"before", change.before},
                                        {"after", change.after}});
  }
  for (const auto& change : diff.headers) {
    headers.push_back(boost::json::object{
        {"cause", change.cause}, {"field", change.field}, {"before", change.before}, {"after", change.after}});
  }
  root["residue"] = std::move(residue);
  root["facts"] = std::move(facts);
  root["headers"] = std::move(headers);
  out << boost::json::serialize(root) << "\n";
}

}  // namespace

int print_diff(const std::filesystem::path& before, const std::filesystem::path& after, std::ostream& out,
               std::string_view format) {
  if (format != "text" && format != "md" && format != "json") {
    out << "unknown format \"" << format << "\": text, md and json are known\n";
    return static_cast<int>(Exit::usage);
  }
  try {
    const auto diff = compare(read_result(before), read_result(after));
    if (format == "json") {
      print_json(diff, out);
    } else {
      print_lines(diff, out, format == "md");
    }
    return static_cast<int>(diff.worse() ? Exit::regressed : Exit::ok);
  } catch (const DocumentError& error) {
    out << error.what() << "\n";
    return static_cast<int>(Exit::unreadable);
  }
}

}  // namespace procport::reports
