// SPDX-License-Identifier: BSL-1.0
// wait: until any of several connections and processes is ready.
#include "multiprocessing/wait.hpp"

#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing {

std::vector<std::size_t> wait(std::span<const Waitable> objects, Timeout timeout) {
  std::vector<platform::native_handle> handles;
  handles.reserve(objects.size());
  for (const auto& object : objects) handles.push_back(object.native());
  return detail::checked(platform::wait_any(handles, platform::deadline_after(timeout)));
}

}  // namespace multiprocessing
