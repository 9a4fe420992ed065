// SPDX-License-Identifier: BSL-1.0
// What lies outside the catalogue and is promised, tested or reported there, item by item, with what became of it here.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "requirements.hpp"

namespace procport::runner {

struct SourceItem {
  std::string id, text;
  std::vector<std::string> requirements;  // that state it
  std::string fact;                       // of the doctor, that tells it
  std::string reason;                     // why it is neither
};

struct SourceList {
  std::string name, source;  // of the file; what the items are from
  std::vector<SourceItem> items;
};

/// Reads every *.toml of the folder. Throws Refusal{9} for what does not fit: an item that says nothing, is there twice
/// or names a requirement that is in no file.
[[nodiscard]] std::vector<SourceList> load_sources(const std::filesystem::path& folder, const Catalogue& catalogue);

}  // namespace procport::runner
