// SPDX-License-Identifier: BSL-1.0
// Named memory as a file in the folder for temporary files. Its name there says what it is, so that no other file can
// be mapped or removed by mistake, and a file of another user is not taken for ours: the folder is everybody's.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include "posix/descriptor.hpp"
#include "posix/named_memory_object.hpp"
#include "posix/temporary_file.hpp"

namespace multiprocessing::platform {

extern const named_memory_strategy mapped_file_named_memory;

namespace {

int open_file(const char* path, int flags) {
  const int opened = ::open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  struct stat status {};
  if (opened < 0 || (fstat(opened, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid()))
    return opened;
  ::close(opened);
  errno = EACCES;
  return -1;
}

constexpr named_object_calls calls{"open", open_file, "unlink", name_kind::file};

std::string path_of(const std::string& name) { return temporary_folder() + "/mp-memory." + name; }

result<shared_memory> create(const std::string& name, std::size_t size, memory_stay stay) {
  if (auto checked = check_memory_name("open", name); !checked) return checked.error();
  return create_named_object(calls, path_of(name), size, stay);
}

result<shared_memory> attach(const std::string& name) {
  if (auto checked = check_memory_name("open", name); !checked) return checked.error();
  return attach_named_object(calls, path_of(name));
}

result<> remove(const std::string& name) {
  if (auto checked = check_memory_name("unlink", name); !checked) return checked;
  return remove_named_object(calls, path_of(name));
}

evidence probe() {
  return probe_named_memory(mapped_file_named_memory, "open, posix_fallocate, mmap, unlink",
                            "in " + temporary_folder());
}

}  // namespace

const named_memory_strategy mapped_file_named_memory{{"mapped-file", probe}, "psm_", true, create, attach, remove};

}  // namespace multiprocessing::platform
