// SPDX-License-Identifier: BSL-1.0
// The other tests run on every strategy that works here; this one names those that have to.
#define BOOST_TEST_MODULE platform_none_dropped
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "platform/strategy.hpp"

using namespace multiprocessing::platform;

BOOST_AUTO_TEST_CASE(what_must_work_here_works) {
  const std::vector<strategy_report> all = report_strategies();
  std::istringstream list(MUST_WORK);
  for (std::string item; list >> item;) {
    const std::size_t colon = item.find(':');
    const std::string primitive = item.substr(0, colon);
    std::istringstream names(item.substr(colon + 1));
    for (std::string name; std::getline(names, name, ',');) {
      const auto found = std::ranges::find_if(
          all, [&](const strategy_report& line) { return line.primitive == primitive && line.name == name; });
      BOOST_REQUIRE_MESSAGE(found != all.end(), primitive + ":" + name + " is not known");
      BOOST_TEST((found->found.state == availability::works),
                 primitive << ":" << name << " does not work: " << found->found.call << ' '
                           << found->found.code.message() << ' ' << found->found.detail
                           << " (-DMP_MUST_WORK= for a system that refuses it)");
    }
  }
}
