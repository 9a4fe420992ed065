// SPDX-License-Identifier: BSL-1.0
// What takes away, and what tells apart, objects of each kind that has a name.
#include <fcntl.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>

#include "posix/descriptor.hpp"
#include "posix/name_table.hpp"

namespace multiprocessing::platform {
namespace {

/// The socket and the folder that was made for it.
int remove_socket(const char* path) {
  const std::string text(path);
  const int removed = ::unlink(path);
  const int folder_removed = ::rmdir(text.substr(0, text.rfind('/')).c_str());
  return removed != 0 ? removed : folder_removed;
}

/// A set that exists is found by its key whatever its size.
int remove_set(const char* key) {
  const int id = semget(static_cast<key_t>(std::atol(key)), 0, 0);
  return id < 0 ? -1 : semctl(id, 0, IPC_RMID);
}

std::uint64_t number_of(const struct stat& status) {
  constexpr std::uint64_t never_zero = std::uint64_t{1} << 63;  // some systems number no shared memory
  return static_cast<std::uint64_t>(status.st_ino) | never_zero;
}

}  // namespace

int remove_named(name_kind kind, const char* name) {
  switch (kind) {
    case name_kind::file:
      return ::unlink(name);
    case name_kind::semaphore:
      return ::sem_unlink(name);
    case name_kind::memory:
      return ::shm_unlink(name);
    case name_kind::semaphore_set:
      return remove_set(name);
    case name_kind::socket:
      return remove_socket(name);
  }
  errno = EINVAL;
  return -1;
}

std::uint64_t identity_of(name_kind kind, const char* name) {
  struct stat status {};
  if (kind == name_kind::file) return ::lstat(name, &status) == 0 ? number_of(status) : 0;
  if (kind != name_kind::memory) return 0;
  const handle opened(::shm_open(name, O_RDONLY, 0));
  return opened ? identity_of(opened.native()) : 0;
}

std::uint64_t identity_of(native_handle opened) {
  struct stat status {};
  return ::fstat(descriptor(opened), &status) == 0 ? number_of(status) : 0;
}

}  // namespace multiprocessing::platform
