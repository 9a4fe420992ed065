// SPDX-License-Identifier: BSL-1.0
// The main of every test program here: it must be able to be a spawned child.
#define BOOST_TEST_MODULE reference
#define BOOST_TEST_NO_MAIN
#define BOOST_TEST_ALTERNATIVE_INIT_API
#include <boost/test/unit_test.hpp>

#include "multiprocessing/start_method.hpp"

int main(int argc, char** argv) {
  multiprocessing::freeze_support(argc, argv);
  return boost::unit_test::unit_test_main(&init_unit_test, argc, argv);
}
