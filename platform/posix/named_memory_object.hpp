// SPDX-License-Identifier: BSL-1.0
// What the kinds of named memory have in common on POSIX: they are opened, sized once, mapped, and unlinked.
#pragma once

#include "platform/named_memory.hpp"
#include "posix/name_table.hpp"

namespace multiprocessing::platform {

/// The calls of one kind; `open` and `unlink` answer as those of POSIX do.
struct named_object_calls {
  std::string_view open_call;
  int (*open)(const char* path, int flags);
  std::string_view unlink_call;
  name_kind kind;
};

/// `path` is what the calls take for `name`.
result<shared_memory> create_named_object(const named_object_calls& calls, const std::string& path, std::size_t size,
                                          memory_stay stay);
result<shared_memory> attach_named_object(const named_object_calls& calls, const std::string& path);
result<> remove_named_object(const named_object_calls& calls, const std::string& path);

/// Refuses what cannot be one name in one folder.
result<> check_memory_name(std::string_view operation, const std::string& name);

/// Makes a block, finds it, and takes it away.
[[nodiscard]] evidence probe_named_memory(const named_memory_strategy& by, std::string call, std::string detail = {});

}  // namespace multiprocessing::platform
