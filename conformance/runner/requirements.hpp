// SPDX-License-Identifier: BSL-1.0
// The catalogue of requirements: one TOML file for each area.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "model.hpp"

namespace procport::runner {

class Catalogue {
 public:
  /// Reads every *.toml of the folder. Throws Refusal{9} that names the file for anything that does not fit:
  /// a missing member, an unknown level, a duplicate, a dependency that does not exist or that goes in a circle.
  [[nodiscard]] static Catalogue load(const std::filesystem::path& folder);

  /// Throws Refusal{9} if a case names a requirement that is in no file. An empty catalogue checks nothing.
  void check_cases(const std::vector<Case>& cases) const;

  [[nodiscard]] const std::vector<Requirement>& all() const { return all_; }
  [[nodiscard]] const Requirement* find(const std::string& id) const;
  /// How many steps the longest chain of dependencies below has; 0 for a root.
  [[nodiscard]] std::size_t depth(const std::string& id) const;
  /// Everything that it builds on, directly or not.
  [[nodiscard]] std::vector<std::string> builds_on(const std::string& id) const;
  [[nodiscard]] std::vector<std::string> ids() const;

 private:
  void check();
  std::vector<Requirement> all_;
  std::map<std::string, std::size_t> index_;
  std::map<std::string, std::size_t> depth_;
};

}  // namespace procport::runner
