// SPDX-License-Identifier: BSL-1.0
// Opening, sizing, mapping and unlinking what has a name.
#include "posix/named_memory_object.hpp"

#include <sys/stat.h>
#include <cerrno>

#include "common/fault.hpp"
#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t longest_name = 255;  // of a file, on every system that has a larger limit than 14 or 31
constexpr int create_flags = O_CREAT | O_EXCL | O_RDWR;

result<handle> opened(const named_object_calls& calls, const std::string& path, int flags) {
  if (auto fault = fault_at(calls.open_call)) return *fault;
  const creation_guard no_child_in_between;  // shm_open may leave close-on-exec to be set
  handle made = above_standard(retried([&] { return calls.open(path.c_str(), flags); }));
  if (!made) return native_error(calls.open_call, errno, path);
  static_cast<void>(set_close_on_exec(made.native()));
  return made;
}

name_entry* entered(name_kind kind, const std::string& path, memory_stay stay) {
  switch (stay) {
    case memory_stay::for_ever:
      return nullptr;
    case memory_stay::with_tree:
      return enter_name(kind, path, name_stay::if_made);
    case memory_stay::with_tree_under_random_name:
      return enter_name(kind, path, name_stay::until_removed);
  }
  return nullptr;
}

result<shared_memory> sized_and_mapped(handle made, std::size_t size) {
  if (auto allocated = allocate_file(made.native(), size); !allocated) return allocated.error();
  return map_shared_memory(std::move(made), size);
}

}  // namespace

result<> check_memory_name(std::string_view operation, const std::string& name) {
  // glibc's shm_open says EINVAL about it (2.36, posix/shm-directory.h).
  if (name.size() > longest_name) return native_error(operation, ENAMETOOLONG, std::to_string(name.size()) + " bytes");
  if (!name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
      name.find('\0') == std::string::npos)
    return {};
  return native_error(operation, EINVAL, "'" + name + "' is no name of a block");
}

result<shared_memory> create_named_object(const named_object_calls& calls, const std::string& path, std::size_t size,
                                          memory_stay stay) {
  name_entry* const entry = entered(calls.kind, path, stay);
  auto made = opened(calls, path, create_flags);
  if (!made) {
    strike_name(entry);
    return made.error();
  }
  confirm_name(entry, identity_of(made->native()));
  auto mapped = sized_and_mapped(*std::move(made), size);
  if (!mapped) {
    remove_named(calls.kind, path.c_str());
    strike_name(entry);
  }
  return mapped;
}

result<shared_memory> attach_named_object(const named_object_calls& calls, const std::string& path) {
  auto found = opened(calls, path, O_RDWR);
  if (!found) return found.error();
  struct stat status {};
  if (fstat(descriptor(found->native()), &status) != 0) return native_error("fstat", errno, path);
  if (status.st_size == 0) return native_error("fstat", EAGAIN, path + " has no size yet");
  return map_shared_memory(*std::move(found), static_cast<std::size_t>(status.st_size));
}

result<> remove_named_object(const named_object_calls& calls, const std::string& path) {
  if (remove_named(calls.kind, path.c_str()) != 0) return native_error(calls.unlink_call, errno, path);
  strike_name(calls.kind, path);
  return {};
}

evidence probe_named_memory(const named_memory_strategy& by, std::string call, std::string detail) {
  const auto name = random_name();
  if (!name) return seen_failing(name.error());
  const auto made = by.create(*name, 1, memory_stay::with_tree_under_random_name);
  if (!made) return seen_failing(made.error());
  made->bytes()[0] = std::byte{1};
  const auto found = by.attach(*name);
  const auto removed = by.remove(*name);
  if (!found) return seen_failing(found.error());
  if (!removed) return seen_failing(removed.error());
  if (found->bytes()[0] != std::byte{1}) return seen_misbehaving(std::move(call), "the block that is found is another");
  return seen_working(std::move(call), std::move(detail));
}

}  // namespace multiprocessing::platform
