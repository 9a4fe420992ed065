// SPDX-License-Identifier: BSL-1.0
// Boost.Test, compiled from its headers for a target without Boost's libraries.
#define BOOST_TEST_NO_MAIN
#include <boost/test/included/unit_test.hpp>
