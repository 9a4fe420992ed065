// SPDX-License-Identifier: BSL-1.0
// Writing of a whole report: which files there are, and what happens when one cannot be written.
#include "reports.hpp"

#include <fstream>
#include <ostream>
#include <set>
#include <sstream>
#include <system_error>

#include "html.hpp"
#include "result_document.hpp"
#include "text.hpp"

namespace procport::reports {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, std::string_view text) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.flush();
  if (!stream) throw fs::filesystem_error("cannot be written", path, std::make_error_code(std::errc::io_error));
}

/// The raw data travels with the pages, so that a reader can check them.
void copy_document(const fs::path& result, const fs::path& out) {
  const auto source = fs::is_directory(result) ? result / "result.json" : result;
  const auto copy = out / "result.json";
  std::error_code ignored;  // There is no copy yet, then they are not the same.
  if (fs::equivalent(source, copy, ignored)) return;
  // Not overwrite_existing: for Windows, libstdc++ 12 of MinGW-w64 says with it that the file exists.
  fs::remove(copy);
  fs::copy_file(source, copy);
}

template <class Writer>
std::string text_of(const ResultDocument& document, Writer writer) {
  std::ostringstream stream;
  writer(document, stream);
  return stream.str();
}

void write_pages(const ResultDocument& document, const fs::path& result, const fs::path& out, std::string_view up) {
  write_file(out / "index.html", home_page(document, up));
  write_file(out / "cases.html", cases_page(document));
  for (std::size_t index = 0; index < document.cases.size(); ++index) {
    write_file(out / case_href("", document.cases[index].id), case_page(document, index));
  }
  for (std::size_t index = 0; index < document.requirements.size(); ++index) {
    write_file(out / requirement_href("", document.requirements[index].id), requirement_page(document, index));
  }
  write_file(out / "report.md", text_of(document, write_markdown));
  write_file(out / "junit.xml", text_of(document, write_junit));
  copy_document(result, out);
}

/// Targets are told apart by name; hosts and a number help where that is not enough.
std::vector<std::string> names_of(const std::vector<ResultDocument>& documents) {
  std::vector<std::string> names;
  std::set<std::string> used;
  for (const auto& document : documents) {
    auto name = document.target.name;
    if (used.contains(page_name(name))) name += " " + document.host.name + " " + document.host.version;
    const auto base = name;
    for (int number = 2; used.contains(page_name(name)); ++number) name = base + " " + std::to_string(number);
    used.insert(page_name(name));
    names.push_back(name);
  }
  return names;
}

void write_comparison(const std::vector<ResultDocument>& documents, const std::vector<fs::path>& results,
                      const fs::path& out) {
  const auto names = names_of(documents);
  std::vector<std::string> folders;
  std::string markdown;
  for (std::size_t index = 0; index < documents.size(); ++index) {
    folders.push_back("target/" + page_name(names[index]));
    write_pages(documents[index], results[index], out / folders.back(), "../../index.html");
    markdown += (index > 0 ? "\n" : "") + text_of(documents[index], write_markdown);
  }
  write_file(out / "index.html", compare_page(documents, names, folders));
  write_file(out / "report.md", markdown);
}

}  // namespace

int write_report(const std::vector<fs::path>& results, const fs::path& out, std::ostream& log) {
  if (results.empty()) {
    log << "nothing to report on: no result was named\n";
    return static_cast<int>(Exit::usage);
  }
  try {
    std::vector<ResultDocument> documents;
    for (const auto& result : results) documents.push_back(read_result(result));
    if (documents.size() == 1) {
      write_pages(documents.front(), results.front(), out, "");
    } else {
      write_comparison(documents, results, out);
    }
    log << "report: " << (out / "index.html").string() << "\n";
    return static_cast<int>(Exit::ok);
  } catch (const DocumentError& error) {
    log << error.what() << "\n";
  } catch (const fs::filesystem_error& error) {
    log << error.path1().string() << ": " << error.code().message() << "\n";
  }
  return static_cast<int>(Exit::unreadable);
}

}  // namespace procport::reports
