// SPDX-License-Identifier: BSL-1.0
// Open handles, found out by trying.
#include "open_handles.hpp"

namespace contract {
namespace {

constexpr native_handle first_number = 3;
constexpr native_handle past_the_last = 1024;

}  // namespace

bool is_open(native_handle native) { return static_cast<bool>(multiprocessing::platform::duplicate(native)); }

std::vector<native_handle> open_handles() {
  std::vector<native_handle> open;
  for (native_handle candidate = first_number; candidate < past_the_last; ++candidate) {
    if (is_open(candidate)) open.push_back(candidate);
  }
  return open;
}

}  // namespace contract
