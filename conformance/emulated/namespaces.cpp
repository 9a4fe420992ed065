// SPDX-License-Identifier: BSL-1.0
// Other mounts, and other process numbers, for this process and what it starts.
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "emulation.hpp"

namespace emulated {
namespace {

namespace fs = std::filesystem;

void write_map(const char* file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  if (!out.flush()) throw Problem{std::string("cannot write ") + file};
}

/// Root may have namespaces as it is; anybody else only in a user namespace of their own.
void leave_the_common_namespaces(int wanted) {
  if (geteuid() == 0) return check(unshare(wanted), "unshare");
  const auto user = std::to_string(getuid()), group = std::to_string(getgid());
  check(unshare(CLONE_NEWUSER | wanted), "unshare(CLONE_NEWUSER)");
  write_map("/proc/self/setgroups", "deny");
  write_map("/proc/self/uid_map", user + " " + user + " 1");
  write_map("/proc/self/gid_map", group + " " + group + " 1");
}

/// Neither folder of a case may become read-only with what lies around it: the work folder is the current one, and the
/// control folder is its neighbour.
void keep_writable(const fs::path& folder) {
  check(mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND | MS_REC, nullptr), "mount " + folder.string());
}

}  // namespace

void enter_namespaces(const std::string& shared_memory, const std::vector<std::string>& read_only, bool first_process) {
  leave_the_common_namespaces(CLONE_NEWNS | (first_process ? CLONE_NEWPID : 0));
  check(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "mount /");
  if (first_process) {
    go_on_inside({});
    check(mount("proc", "/proc", "proc", 0, nullptr), "mount /proc");
  }
  if (shared_memory == "none") {
    // The folder of a tmpfs whose root nobody can use. It cannot be taken out of /dev, which is not ours.
    check(mount("tmpfs", "/dev/shm", "tmpfs", MS_RDONLY, "mode=000,nr_inodes=1"), "mount /dev/shm");
  } else if (!shared_memory.empty()) {
    check(mount("tmpfs", "/dev/shm", "tmpfs", 0, shared_memory.c_str()), "mount /dev/shm");
  }
  if (read_only.empty()) return;
  const auto work = fs::current_path();
  keep_writable(work.parent_path());
  for (const auto& folder : read_only) {
    check(mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND | MS_REC, nullptr), "mount " + folder);
    check(mount(nullptr, folder.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), "remount " + folder);
  }
  fs::current_path(work);  // through the new mounts
}

}  // namespace emulated
