// SPDX-License-Identifier: BSL-1.0
// Hand-made result documents for the tests of the reports. They are test data: no system gave these results.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace procport::reports::test {

/// One case for each verdict, in two variants, with residue, logs, steps and observations.
[[nodiscard]] boost::json::object small_document();

/// 150 cases in six variants, mostly passing, with the failures and gaps that a real run has.
[[nodiscard]] boost::json::object large_document(int cases = 150);

/// The verdict of the first result of a case; makes the result unexpected unless it is a pass.
void set_verdict(boost::json::object& document, std::string_view id, std::string_view verdict, std::string_view reason);

/// A folder for one test, removed with everything in it at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void write_text(const std::filesystem::path& path, std::string_view text);
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// Writes the document as result.json into the folder.
void write_document(const std::filesystem::path& folder, const boost::json::object& document);

}  // namespace procport::reports::test
