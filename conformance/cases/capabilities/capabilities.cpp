// SPDX-License-Identifier: BSL-1.0
// What the library says of the system.
#include <algorithm>
#include <map>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("capabilities.list.one-of-each-primitive-serves", requires_("CAPABILITIES-LIST-SELECTED")) {
  std::map<std::string, int> selected;
  for (const auto& capability : mp::capabilities()) {
    selected[capability.primitive] += capability.selected ? 1 : 0;
    BOOST_TEST((capability.availability == "works" || !capability.selected), capability.strategy);
  }
  BOOST_TEST(!selected.empty());
  for (const auto& [primitive, count] : selected) {
    BOOST_TEST(count == 1, primitive << " is served by " << count);
  }
}

MP_CASE("capabilities.list.a-no-has-its-evidence", requires_("CAPABILITIES-LIST-EVIDENCE")) {
  for (const auto& capability : mp::capabilities()) {
    if (capability.availability == "works") {
      BOOST_TEST(capability.error.empty(), capability.strategy);
    } else {
      BOOST_TEST((capability.availability == "refused" || capability.availability == "absent"), capability.strategy);
      BOOST_TEST(!(capability.error + capability.detail).empty(), capability.strategy);
    }
  }
}

MP_CASE("capabilities.profiles.are-three", requires_("CAPABILITIES-PROFILES")) {
  const auto profiles = mp::strategy_profiles();
  for (const auto* name : {"classic", "native", "fallback"}) {
    BOOST_TEST(std::count(profiles.begin(), profiles.end(), name) == 1, name);
  }
}

MP_CASE("capabilities.set_strategies.unknown-word-is-refused", requires_("CAPABILITIES-SET-UNKNOWN")) {
  for (const auto* words : {"no-such-profile", "semaphore:no-such-strategy", "no-such-primitive:futex"}) {
    BOOST_CHECK_THROW(mp::set_strategies(words), mp::ValueError);
  }
}

}  // namespace conformance
