// SPDX-License-Identifier: BSL-1.0
// What the kinds of shared memory have in common.
#include "posix/shared_memory_object.hpp"

#include <cerrno>

#include "common/fault.hpp"
#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int tries = 16;  // against a name that is taken, which chance alone will not do twice

/// A name for an object that is about to be made: taken away on every way out.
class named_for_now {
 public:
  named_for_now(const object_names& names, const std::string& name)
      : names_(names), name_(name), entry_(enter_name(names.kind, name, name_stay::with_its_maker)) {}
  ~named_for_now() {
    if (present_) remove_named(names_.kind, name_.c_str());
    strike_name(entry_);
  }
  named_for_now(const named_for_now&) = delete;
  named_for_now& operator=(const named_for_now&) = delete;

  void made() { present_ = true; }
  result<> remove() {
    if (auto fault = fault_at(names_.unlink_call)) return *fault;
    if (remove_named(names_.kind, name_.c_str()) != 0) return native_error(names_.unlink_call, errno, name_);
    present_ = false;
    return {};
  }

 private:
  const object_names& names_;
  const std::string& name_;
  name_entry* entry_;
  bool present_ = false;
};

}  // namespace

result<handle> make_nameless(const object_names& names, const std::string& prefix, std::size_t size) {
  for (int count = 0; count < tries; ++count) {
    const auto random = random_name();
    if (!random) return random.error();
    const std::string name = prefix + *random;
    if (auto fault = fault_at(names.open_call)) return *fault;
    named_for_now named(names, name);
    handle made;
    {
      const creation_guard no_child_in_between;  // shm_open may leave close-on-exec to be set
      made = above_standard(retried([&] { return names.open(name.c_str()); }));
      if (!made && errno == EEXIST) continue;
      if (!made) return native_error(names.open_call, errno, name);
      static_cast<void>(set_close_on_exec(made.native()));
    }
    named.made();
    if (auto removed = named.remove(); !removed) return removed.error();
    if (auto allocated = allocate_file(made.native(), size); !allocated) return allocated.error();
    return made;
  }
  return native_error(names.open_call, EEXIST);
}

evidence probe_shared_memory(result<handle> (*create)(std::size_t), std::string call, std::string detail) {
  auto made = create(1);
  if (!made) return seen_failing(made.error());
  const auto mapped = map_shared_memory(*std::move(made), 1);
  if (!mapped) return seen_failing(mapped.error());
  mapped->bytes()[0] = std::byte{1};
  return seen_working(std::move(call), std::move(detail));
}

}  // namespace multiprocessing::platform
