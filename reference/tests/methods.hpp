// SPDX-License-Identifier: BSL-1.0
// One test body for each start method that works here.
#pragma once

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "multiprocessing/multiprocessing.hpp"

namespace multiprocessing {

inline std::ostream& operator<<(std::ostream& out, StartMethod method) { return out << to_string(method); }

inline auto every_method() { return boost::unit_test::data::make(get_all_start_methods()); }

inline ProcessOptions by(StartMethod method) {
  ProcessOptions options;
  options.start_method = method;
  return options;
}

/// Starts a child, waits for its end and says how it ended.
template <class... Arguments>
std::optional<int> exitcode_of(StartMethod method, Arguments&&... arguments) {
  Process child(by(method), std::forward<Arguments>(arguments)...);
  child.start();
  child.join();
  return child.exitcode();
}

}  // namespace multiprocessing
