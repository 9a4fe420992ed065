// SPDX-License-Identifier: BSL-1.0
// The main function of a test program of the runner.
#define BOOST_TEST_MODULE runner
#include <boost/test/unit_test.hpp>
