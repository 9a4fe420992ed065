// SPDX-License-Identifier: BSL-1.0
// The cases that are linked into this host.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conformance/host/case.hpp"

namespace conformance {

struct Case {
  std::string id;
  void (*body)();
  std::string file;  // from the top of the repository
  int line;
  std::vector<std::string_view> requirements;
  Needs needs;

  /// The words of the id.
  [[nodiscard]] std::string title() const;
};

/// All cases, by id.
[[nodiscard]] std::vector<const Case*> all_cases();
/// Nothing if there is none, or more than one.
[[nodiscard]] const Case* find_case(std::string_view id);

/// The part of a source's path that does not depend on where it was compiled.
[[nodiscard]] std::string repository_path(std::string_view file);

/// One way to run a case: a start method and a strategy profile.
struct Variant {
  std::string id;
  std::string start_method;
  std::string profile;
};
[[nodiscard]] std::vector<Variant> all_variants();

}  // namespace conformance
