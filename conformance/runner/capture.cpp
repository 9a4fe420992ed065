// SPDX-License-Identifier: BSL-1.0
// First and last part of an output.
#include "capture.hpp"

#include <algorithm>

#include "text.hpp"

namespace procport::runner {

void Capture::add(std::string_view bytes) {
  total_ += bytes.size();
  const auto room = std::min(half_ - first_.size(), bytes.size());
  first_.append(bytes.substr(0, room));
  last_.append(bytes.substr(room));
  // Cut now and then only, so that many small writes stay cheap.
  if (last_.size() > 2 * half_ + 4096) last_.erase(0, last_.size() - half_);
}

Captured Capture::take() const {
  auto last = last_;
  if (last.size() > half_) last.erase(0, last.size() - half_);
  const auto missing = total_ - first_.size() - last.size();
  auto text = valid_utf8(first_);
  if (missing > 0) text += "\n[... " + std::to_string(missing) + " bytes left out ...]\n";
  return {text + valid_utf8(last), total_, missing > 0};
}

}  // namespace procport::runner
