// SPDX-License-Identifier: BSL-1.0
// Hands report and diff over to the report library.
#include "report_verbs.hpp"

#include <iostream>

#include "reports/reports.hpp"

namespace procport::runner {

int report(const std::vector<std::filesystem::path>& inputs, const std::filesystem::path& out) {
  return reports::write_report(inputs, out, std::cout);
}

int diff(const std::filesystem::path& before, const std::filesystem::path& after, const std::string& format) {
  return reports::print_diff(before, after, std::cout, format);
}

}  // namespace procport::runner
