// SPDX-License-Identifier: BSL-1.0
// The types that a manager serves.
#include "multiprocessing/managers/registry.hpp"

#include <algorithm>
#include <boost/core/demangle.hpp>

#include "multiprocessing/errors.hpp"

namespace multiprocessing::detail {

void Registry::add(Registration registration) {
  const auto taken = [&](const Registration& known) { return known.name == registration.name; };
  if (std::any_of(types.begin(), types.end(), taken)) {
    throw ValueError("the manager serves something under the name '" + registration.name + "' already");
  }
  types.push_back(std::move(registration));
}

const std::string& Registry::name_of(const std::type_info& type) const {
  for (const auto& known : types) {
    if (!known.instance && *known.describe().type == type) return known.name;
  }
  throw ValueError("the type " + boost::core::demangle(type.name()) + " is not registered with this manager");
}

void Registry::save(OutputArchive& archive) const {
  archive(static_cast<std::uint64_t>(types.size()));
  for (const auto& known : types) {
    if (known.instance) {
      throw UnpicklableError("the object '" + known.name +
                             "' is in this process: serve it by get_server(), or start by fork");
    }
    archive(known.name);
    save_code(archive, reinterpret_cast<void (*)()>(known.describe));
  }
}

void Registry::load(InputArchive& archive) {
  std::uint64_t size = 0;
  archive(size);
  for (; size > 0; --size) {
    Registration known;
    archive(known.name);
    known.describe = reinterpret_cast<Describe>(load_code(archive));
    types.push_back(std::move(known));
  }
}

}  // namespace multiprocessing::detail
