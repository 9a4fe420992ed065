// SPDX-License-Identifier: BSL-1.0
// Turns what Boost.Test logs about failed assertions and uncaught exceptions into `failure` records.
#include "conformance/host/failure_formatter.hpp"

#include <boost/test/execution_monitor.hpp>
#include <sstream>

#include "conformance/host/record.hpp"
#include "conformance/host/registry.hpp"

namespace conformance {

namespace test = boost::unit_test;

namespace {

std::string to_string(test::const_string text) { return {text.begin(), text.end()}; }

}  // namespace

void FailureFormatter::log_exception_start(std::ostream&, const test::log_checkpoint_data& checkpoint,
                                           const boost::execution_exception& exception) {
  // Where an exception comes from is not known to the framework; the last assertion before it is.
  file_ = repository_path(to_string(checkpoint.m_file_name));
  line_ = checkpoint.m_line_num;
  text_ = "uncaught exception, thrown after this line: ";
  text_ += to_string(exception.what());
}

void FailureFormatter::log_exception_finish(std::ostream&) { record::failure(file_, line_, text_); }

void FailureFormatter::log_entry_start(std::ostream&, const test::log_entry_data& entry, log_entry_types) {
  file_ = repository_path(entry.m_file_name);
  line_ = entry.m_line_num;
  text_.clear();
}

void FailureFormatter::log_entry_value(std::ostream&, test::const_string value) { text_ += to_string(value); }

void FailureFormatter::log_entry_value(std::ostream&, const test::lazy_ostream& value) {
  std::ostringstream text;
  text << value;
  text_ += text.str();
}

void FailureFormatter::log_entry_finish(std::ostream&) { record::failure(file_, line_, text_); }

void FailureFormatter::entry_context_start(std::ostream&, test::log_level) { text_ += "; in:"; }

void FailureFormatter::log_entry_context(std::ostream&, test::log_level, test::const_string value) {
  text_ += ' ';
  text_ += to_string(value);
}

}  // namespace conformance
