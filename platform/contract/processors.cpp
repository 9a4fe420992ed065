// SPDX-License-Identifier: BSL-1.0
// Contract of the numbers of processors.
#define BOOST_TEST_MODULE platform_processors
#include "platform/processors.hpp"

#include <boost/test/unit_test.hpp>
#include <iostream>

#include "role.hpp"

using namespace contract;

BOOST_AUTO_TEST_CASE(there_is_one_to_run_on_and_no_more_than_there_are) {
  const unsigned all = must(system_processors());
  const unsigned usable = must(usable_processors());
  std::cout << usable << " of " << all << " processors may be used\n";
  BOOST_TEST(usable >= 1U);
  BOOST_TEST(usable <= all);
}
