// SPDX-License-Identifier: BSL-1.0
// What the kinds of shared memory have in common: an object that has a name for two calls, and the probe.
#pragma once

#include <cstddef>

#include "platform/shared_memory.hpp"
#include "platform/strategy.hpp"
#include "posix/name_table.hpp"

namespace multiprocessing::platform {

/// The calls that make and take away a name of one kind. `open` makes an object that was not there before, readable and
/// writable for this user alone, and answers -1 and errno as open does.
struct object_names {
  std::string_view open_call;
  int (*open)(const char* name);
  std::string_view unlink_call;
  name_kind kind;
};

/// A new object of `size` bytes of real space under a random name that begins with `prefix`; the name is gone already.
result<handle> make_nameless(const object_names& names, const std::string& prefix, std::size_t size);

/// Makes one byte and writes it.
[[nodiscard]] evidence probe_shared_memory(result<handle> (*create)(std::size_t), std::string call,
                                           std::string detail = {});

}  // namespace multiprocessing::platform
