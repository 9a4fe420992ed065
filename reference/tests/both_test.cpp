// SPDX-License-Identifier: BSL-1.0
// One program for processes and for threads: only the namespace differs.
#include <map>

#include "methods.hpp"
#include "multiprocessing/dummy/dummy.hpp"

namespace mp = multiprocessing;
namespace dummy = multiprocessing::dummy;
using namespace std::chrono_literals;

// What one writes at the top of a program, `namespace mp = multiprocessing;` or `= multiprocessing::dummy;`, as a test
// can say it twice.
namespace with_processes {
namespace mp = multiprocessing;
#include "swapped_program.ipp"
}  // namespace with_processes

namespace with_threads {
namespace mp = multiprocessing::dummy;
#include "swapped_program.ipp"
}  // namespace with_threads

BOOST_DATA_TEST_CASE(a_program_runs_with_processes, mp::every_method(), method) {
  const auto answers = with_processes::run_program(mp::by(method));
  BOOST_TEST(answers == with_processes::expected(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_program_runs_with_threads) {
  const auto answers = with_threads::run_program({});
  BOOST_TEST(answers == with_threads::expected(), boost::test_tools::per_element());
}
