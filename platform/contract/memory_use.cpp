// SPDX-License-Identifier: BSL-1.0
// Contract of what a process is told of its own memory.
#define BOOST_TEST_MODULE platform_memory_use
#include "platform/memory_use.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "support.hpp"

using namespace contract;

BOOST_AUTO_TEST_CASE(memory_that_is_used_counts) {
  const auto before = value_of(memory_in_use());
  BOOST_TEST(before > 100'000U);  // no process of this program is as small as that
  constexpr std::size_t size = 64U << 20U;
  std::vector<char> much(size, 'm');
  BOOST_TEST(much[size / 2] == 'm');
  const auto after = value_of(memory_in_use());
  BOOST_TEST_MESSAGE("in use: " << before << " bytes, then " << after);
  // A system that is short of memory may have taken some of it away again.
  BOOST_TEST(after >= before + size / 4);
}
