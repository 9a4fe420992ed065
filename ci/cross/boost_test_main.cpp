// SPDX-License-Identifier: BSL-1.0
// The main function of test programs that have none; BOOST_TEST_MODULE gives them init_unit_test.
#include <boost/test/unit_test.hpp>

bool init_unit_test();

int main(int argc, char** argv) { return boost::unit_test::unit_test_main(&init_unit_test, argc, argv); }
