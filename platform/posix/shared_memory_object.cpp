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

/// Takes the name away on every way out.
class named_for_now {
 public:
  named_for_now(const object_names& names, const std::string& name) : names_(names), name_(name) {}
  ~named_for_now() {
    if (present_) names_.unlink(name_.c_str());
  }
  named_for_now(const named_for_now&) = delete;
  named_for_now& operator=(const named_for_now&) = delete;

  result<> remove() {
    if (auto fault = fault_at(names_.unlink_call)) return *fault;
    if (names_.unlink(name_.c_str()) != 0) return native_error(names_.unlink_call, errno, name_);
    present_ = false;
    return {};
  }

 private:
  const object_names& names_;
  const std::string& name_;
  bool present_ = true;
};

}  // namespace

result<handle> make_nameless(const object_names& names, const std::string& prefix, std::size_t size) {
  for (int count = 0; count < tries; ++count) {
    const auto random = random_name();
    if (!random) return random.error();
    const std::string name = prefix + *random;
    if (auto fault = fault_at(names.open_call)) return *fault;
    handle made;
    {
      const creation_guard no_child_in_between;  // shm_open may leave close-on-exec to be set
      made = handle(retried([&] { return names.open(name.c_str()); }));
      if (!made && errno == EEXIST) continue;
      if (!made) return native_error(names.open_call, errno, name);
      static_cast<void>(set_close_on_exec(made.native()));
    }
    named_for_now named(names, name);
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
