// SPDX-License-Identifier: BSL-1.0
// What the tool needs from the report writers: pages from result documents, and the difference of two documents.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace procport::reports {

struct ResultDocument;

/// The exit codes that this library returns; their numbers are those of the tool.
enum class Exit : int {
  ok = 0,
  usage = 2,       ///< Nothing to report on, or an unknown format.
  regressed = 6,   ///< Only from print_diff(): something got worse.
  unreadable = 9,  ///< A file could not be read, understood or written.
};

/// A document that is missing, is not JSON, or breaks the schema. The text names the file and the field.
class DocumentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads and checks one result document.
///
/// \param path  A result.json, or a folder that holds one.
///
/// Errors  DocumentError with the file and the field, for example "out/result.json: cases[3].id: missing".
[[nodiscard]] ResultDocument read_result(const std::filesystem::path& path);

/// Writes the report: index.html, cases.html, a page for each case and each requirement, report.md, junit.xml and a
/// copy of the document.
///
/// \param results  Result documents, or folders that hold a result.json. With more than one, the files of each go into
///                 out/target/NAME, and index.html compares the targets.
/// \param out      The folder to write into. It is made if it is not there; files of other names are left alone.
/// \param log      Gets one line for each file set written, or the reason why it was not.
/// \returns        0; 2 if `results` is empty; 9 if something could not be read or written.
int write_report(const std::vector<std::filesystem::path>& results, const std::filesystem::path& out,
                 std::ostream& log);

/// Compares two result documents.
///
/// \param format  "text", "md" or "json".
/// \returns       0 if nothing got worse, 6 if something did, 2 for an unknown format, 9 if a document is unreadable
///                (the reason is then written to `out`).
int print_diff(const std::filesystem::path& before, const std::filesystem::path& after, std::ostream& out,
               std::string_view format);

/// The summary for a CI job, in Markdown.
void write_markdown(const ResultDocument& document, std::ostream& out);

/// JUnit XML. What it cannot say (harness words other than passed, failed, error and skipped) is noted in the file.
void write_junit(const ResultDocument& document, std::ostream& out);

}  // namespace procport::reports
