// SPDX-License-Identifier: BSL-1.0
// No limit can be told.
#include "platform/limits.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

std::vector<limit> report_limits() {
  const error none = absent("report_limits");
  std::vector<limit> limits;
  for (const std::string& name : limit_names())
    limits.push_back({name, std::nullopt, "", std::string(none.operation), none.code, none.reason});
  return limits;
}

}  // namespace multiprocessing::platform
