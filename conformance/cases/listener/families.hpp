// SPDX-License-Identifier: BSL-1.0
// Cases of listeners run for each family that the system has.
#pragma once

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

[[nodiscard]] inline const char* name_of(mp::Family family) {
  switch (family) {
    case mp::Family::inet:
      return "inet";
    case mp::Family::unix_socket:
      return "unix";
    case mp::Family::pipe:
      break;
  }
  return "pipe";
}

/// Calls the body with each family. A kernel without a network interface has no ports, which is recorded.
template <class Body>
void for_each_family(Body body) {
  for (const auto family : mp::families()) {
    if (family == mp::Family::inet) {
      try {
        const mp::Listener probe({.family = family});
      } catch (const mp::OSError& error) {
        observe("no-ports", error.what());
        continue;
      }
    }
    step(name_of(family));
    BOOST_TEST_CONTEXT(name_of(family)) { body(family); }
  }
}

}  // namespace conformance
