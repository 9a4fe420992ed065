// SPDX-License-Identifier: BSL-1.0
// Keeps the first and the last part of an output, and counts all of it.
#pragma once

#include <string>
#include <string_view>

#include "model.hpp"

namespace procport::runner {

class Capture {
 public:
  explicit Capture(std::size_t keep_bytes) : half_(keep_bytes / 2) {}

  void add(std::string_view bytes);
  /// Valid UTF-8; where something is missing, one line says how much.
  [[nodiscard]] Captured take() const;

 private:
  std::size_t half_;
  std::uint64_t total_ = 0;
  std::string first_, last_;
};

}  // namespace procport::runner
