// SPDX-License-Identifier: BSL-1.0
// The types that a manager serves, as its server is told of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "multiprocessing/managers/served.hpp"

namespace multiprocessing::detail {

struct Registration {
  std::string name;
  Describe describe = nullptr;
  std::shared_ptr<void> instance;  // an object that is there already: it can be served, and go nowhere else
};

struct Registry {
  std::vector<Registration> types;

  /// ValueError if there is one of that name.
  void add(Registration registration);
  /// Under which name a type is served. Throws ValueError, naming it, if it is not.
  [[nodiscard]] const std::string& name_of(const std::type_info& type) const;

  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);
};

}  // namespace multiprocessing::detail
