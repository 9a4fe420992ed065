// SPDX-License-Identifier: BSL-1.0
// Turns what Boost.Test logs about failed assertions and uncaught exceptions into `failure` records.
#pragma once

#include <boost/test/unit_test_log_formatter.hpp>
#include <string>

namespace conformance {

class FailureFormatter final : public boost::unit_test::unit_test_log_formatter {
 public:
  void log_start(std::ostream&, boost::unit_test::counter_t) override {}
  void log_finish(std::ostream&) override {}
  void log_build_info(std::ostream&, bool) override {}
  void test_unit_start(std::ostream&, const boost::unit_test::test_unit&) override {}
  void test_unit_finish(std::ostream&, const boost::unit_test::test_unit&, unsigned long) override {}
  void test_unit_skipped(std::ostream&, const boost::unit_test::test_unit&, boost::unit_test::const_string) override {}

  void log_exception_start(std::ostream&, const boost::unit_test::log_checkpoint_data& checkpoint,
                           const boost::execution_exception& exception) override;
  void log_exception_finish(std::ostream&) override;
  void log_entry_start(std::ostream&, const boost::unit_test::log_entry_data& entry, log_entry_types type) override;
  void log_entry_value(std::ostream&, boost::unit_test::const_string value) override;
  void log_entry_value(std::ostream&, const boost::unit_test::lazy_ostream& value) override;
  void log_entry_finish(std::ostream&) override;
  void entry_context_start(std::ostream&, boost::unit_test::log_level) override;
  void log_entry_context(std::ostream&, boost::unit_test::log_level, boost::unit_test::const_string value) override;
  void entry_context_finish(std::ostream&, boost::unit_test::log_level) override {}

 private:
  std::string file_;
  std::size_t line_ = 0;
  std::string text_;
};

}  // namespace conformance
