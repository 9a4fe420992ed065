// SPDX-License-Identifier: BSL-1.0
// What the system offers, and where the report comes from.
#include <map>

#include "html.hpp"

namespace procport::reports {
namespace {

Html availability_mark(const Fact& fact) {
  if (fact.availability == "works") return mark("green", "✓", "works");
  if (fact.availability == "refused") return mark("amber", "⊘", "refused");
  return mark("blue", "∅", "absent");
}

/// What the system said, in its own words.
std::string answer(const Fact& fact) {
  std::string text = fact.error;
  if (fact.code != 0) text += (text.empty() ? "code " : " (") + std::to_string(fact.code) + (text.empty() ? "" : ")");
  if (!fact.detail.empty()) text += (text.empty() ? "" : ": ") + fact.detail;
  return text;
}

void entry(Html& html, std::string_view name, std::string_view value) {
  if (!value.empty()) html << "<dt>" << name << "</dt><dd>" << value << "</dd>\n";
}

std::string label(const std::string& name) {
  static const std::map<std::string, std::string> labels = {{"os", "System"},
                                                            {"os_version", "Version"},
                                                            {"arch", "Architecture"},
                                                            {"libc", "C library"},
                                                            {"endian", "Byte order"},
                                                            {"cpus", "Processors"},
                                                            {"memory_mib", "Memory (MiB)"},
                                                            {"emulated", "Made to look like"}};
  const auto found = labels.find(name);
  return found == labels.end() ? area_words(name) : found->second;
}

Html facts_table(const ResultDocument& document) {
  Html html;
  html << "<table class=\"stack\"><caption>Each strategy that was tried, the call that was made and what the system "
          "answered.</caption><thead><tr><th scope=\"col\">Primitive</th><th scope=\"col\">Strategy</th>"
          "<th scope=\"col\">Available</th><th scope=\"col\">Serves</th><th scope=\"col\">Call</th>"
          "<th scope=\"col\">Answer</th></tr></thead><tbody>\n";
  for (const auto& fact : document.facts) {
    html << "<tr><td>" << fact.primitive << "</td><th scope=\"row\"><code>" << fact.strategy << "</code></th><td>"
         << availability_mark(fact) << "</td><td>" << (fact.selected ? mark("green", "★", "serves") : Html())
         << "</td><td data-l=\"call\"><code>" << fact.call << "</code></td><td data-l=\"answer\">" << answer(fact)
         << "</td></tr>\n";
  }
  return html << "</tbody></table>\n";
}

Html limits_table(const ResultDocument& document) {
  Html html;
  html << "<table class=\"stack\"><caption>How much of everything the system gives, and what told it.</caption>"
          "<thead><tr><th scope=\"col\">Limit</th><th scope=\"col\">Value</th><th scope=\"col\">Told by</th>"
          "<th scope=\"col\">Remark</th></tr></thead><tbody>\n";
  for (const auto& limit : document.limits) {
    const auto value = limit.value ? std::to_string(*limit.value) + (limit.unit.empty() ? "" : " " + limit.unit) : "–";
    const auto remark = limit.error + (limit.error.empty() || limit.detail.empty() ? "" : ": ") + limit.detail;
    html << "<tr><th scope=\"row\">" << limit.name << "</th><td>" << value << "</td><td data-l=\"told by\"><code>"
         << limit.call << "</code></td><td data-l=\"remark\">" << remark << "</td></tr>\n";
  }
  return html << "</tbody></table>\n";
}

Html canaries_table(const Trust& trust) {
  Html html;
  if (trust.canaries.empty()) return html << "<p>No canary was run.</p>\n";
  html
      << "<table class=\"stack\"><caption>Canaries: cases whose verdict is known beforehand. They show that the runner "
         "would have seen a failure.</caption><thead><tr><th scope=\"col\">Canary</th><th scope=\"col\">Wanted</th>"
         "<th scope=\"col\">Got</th><th scope=\"col\">In order</th></tr></thead><tbody>\n";
  for (const auto& canary : trust.canaries) {
    html << "<tr><th scope=\"row\">" << canary.kind << "</th><td data-l=\"wanted\">" << canary.wanted
         << "</td><td data-l=\"got\">" << canary.got << "</td><td>"
         << (canary.ok ? mark("green", "✓", "yes") : mark("red", "✗", "no")) << "</td></tr>\n";
  }
  return html << "</tbody></table>\n";
}

}  // namespace

Html system_section(const ResultDocument& document) {
  Html html;
  html << "<section aria-labelledby=\"system\"><h2 id=\"system\">The system</h2>\n<div class=\"card\"><dl "
          "class=\"two\">";
  entry(html, "Target", document.target.name);
  for (const auto& [name, value] : document.target.facts) {
    entry(html, label(name), value);
  }
  html << "</dl></div>\n";
  if (document.facts.empty()) {
    html << "<p>The host gave no facts about the system.</p>\n";
  } else {
    html << facts_table(document);
  }
  if (!document.limits.empty()) html << "<h3 id=\"limits\">Limits</h3>\n" << limits_table(document);
  return html << "</section>\n";
}

Html provenance_section(const ResultDocument& document) {
  const auto& run = document.run;
  Html html;
  html << "<section aria-labelledby=\"provenance\"><h2 id=\"provenance\">Where this comes from</h2>\n"
       << canaries_table(document.trust) << "<div class=\"card\"><dl>";
  entry(html, "Run", run.id);
  entry(html, "Started", date_words(run.started));
  entry(html, "Ended", date_words(run.ended));
  entry(html, "Lasted", duration_words(run.duration_ms));
  entry(html, "Command", command_line(run.argv));
  for (const auto& [name, value] : run.selection) entry(html, "Selected " + name, value);
  entry(
      html, "Host under test",
      document.host.name + " " + document.host.version + ", " + document.host.language + ", " + document.host.compiler);
  entry(html, "Host command", command_line(document.host.command));
  entry(html, "Host protocol", std::to_string(document.host.protocol));
  entry(html, "Containment", document.trust.containment);
  auto suite = document.suite.name + " " + document.suite.version;
  if (!document.suite.commit.empty()) suite += ", commit " + document.suite.commit;
  if (document.suite.dirty.value_or(false)) suite += ", with changes that are not in the commit";
  entry(html, "Suite", suite);
  entry(html, "Document", "procport-result " + document.schema_version);
  entry(html, "Gate", run.gate.result + ", exit code " + std::to_string(run.gate.exit_code));
  html << "<dt>Files</dt><dd><a href=\"result.json\">result.json</a>, <a href=\"report.md\">report.md</a>, "
          "<a href=\"junit.xml\">junit.xml</a></dd>\n</dl></div>\n<h3 id=\"legend\">Words</h3>\n"
       << legend(document.vocabulary);
  return html << "</section>\n";
}

}  // namespace procport::reports
