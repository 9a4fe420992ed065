// SPDX-License-Identifier: BSL-1.0
// Writes the reports of the sample documents into a folder, for the browser test and for looking at them.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "reports/reports.hpp"
#include "sample.hpp"

int main(int argc, char** argv) {
  using namespace procport::reports;
  if (argc != 2) {
    std::cerr << "usage: reports-sample FOLDER\n";
    return static_cast<int>(Exit::usage);
  }
  const std::filesystem::path out(argv[1]);
  test::write_document(out / "small", test::small_document());
  test::write_document(out / "large", test::large_document());
  int worst = write_report({out / "small"}, out / "small" / "report", std::cout);
  worst = std::max(worst, write_report({out / "large"}, out / "large" / "report", std::cout));
  return std::max(worst, write_report({out / "small", out / "large"}, out / "both", std::cout));
}
