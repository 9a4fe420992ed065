// SPDX-License-Identifier: BSL-1.0
// Folders of a run: for each case a work folder that the body may do anything to, and apart from it a control folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model.hpp"

namespace procport::runner {

/// Lives in the system's folder for temporary files, under a short name: the address of a local socket is limited
/// to about a hundred bytes. Removed with all that is in it on destruction.
class Workplace {
 public:
  Workplace();  // throws Refusal{9}
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  struct Place {
    std::string token;  // eight characters, different for each case of each run
    std::filesystem::path work, control;
  };
  [[nodiscard]] Place make();  // throws Refusal{9}
  /// What is in the work folder, as residue; then both folders are gone.
  static void clear(const Place& place, Residue& residue);

 private:
  std::filesystem::path root_;
  std::string run_;
  unsigned count_ = 0;
};

/// At most `limit` bytes of a file; a longer one is cut and gets a line that is no JSON, so that it is noticed.
[[nodiscard]] std::string read_limited(const std::filesystem::path& file, std::size_t limit);

}  // namespace procport::runner
