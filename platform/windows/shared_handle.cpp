// SPDX-License-Identifier: BSL-1.0
// The table of handles that are used more than once.
#include "windows/shared_handle.hpp"

#include <mutex>
#include <vector>

#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

struct table {
  std::mutex lock;
  std::vector<std::weak_ptr<const handle>> known;
};

/// Never destroyed: objects that close handles may live longer than any static one.
table& the_table() {
  static table* const made = new table;
  return *made;
}

shared_handle enlist(table& into, handle owned) {
  auto shared = std::make_shared<const handle>(std::move(owned));
  std::erase_if(into.known, [](const auto& each) { return each.expired(); });
  into.known.push_back(shared);
  return shared;
}

}  // namespace

shared_handle share(handle owned) {
  table& here = the_table();
  const std::lock_guard guard(here.lock);
  return enlist(here, std::move(owned));
}

result<shared_handle> take_shared(native_handle inherited) {
  table& here = the_table();
  const std::lock_guard guard(here.lock);
  for (const auto& each : here.known) {
    if (auto living = each.lock(); living && living->native() == inherited) return living;
  }
  if (auto kept = keep_from_inheritance(inherited); !kept) return kept.error();
  return enlist(here, handle(inherited));
}

}  // namespace multiprocessing::platform
