// SPDX-License-Identifier: BSL-1.0
// Semaphores by sem_open. The name stays while the process that made the semaphore holds it, since a launched program
// opens it by name; that process takes it away.
//
// Refused, each time by what sem_open answers: ENOSYS by Android (bionic, libc/bionic/semaphore.cpp), MirBSD and AWS
// Lambda (old glibc without /dev/shm); ENOENT or EACCES where /dev/shm is missing or read-only (glibc and musl keep
// files there) and in chroots of systems that keep files in /tmp (FreeBSD, OpenBSD, illumos); EPERM where the sandbox
// allows other names only (macOS App Sandbox, snap), or where link() is missing (musl on Unikraft); ENOSPC when the
// system's number is used up (macOS, Haiku), EMFILE for the 257th of a process (musl, src/thread/sem_open.c).
#include <cerrno>

#include "common/semaphore_probe.hpp"
#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/named_objects.hpp"
#include "posix/timed_semaphore.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "sem-open";
constexpr int tries = 16;

class named_semaphore final : public timed_semaphore {
 public:
  named_semaphore(sem_t* opened, std::string name, std::uint32_t maximum, bool made_here)
      : timed_semaphore(opened, maximum), name_(std::move(name)), made_here_(made_here) {}
  ~named_semaphore() override {
    if (made_here_) unlink_own_name(name_);
    sem_close(counted());
  }

  semaphore_transfer transfer() const override { return {std::string(strategy_name), name_, {}, maximum()}; }

 private:
  std::string name_;
  bool made_here_;  // by this process, or by the one that it was forked from
};

result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum, semaphore_memory&) {
  for (int count = 0; count < tries; ++count) {
    auto name = random_name();
    if (!name) return name.error();
    new_name path(name_kind::semaphore, "/" + *name);
    sem_t* const opened = sem_open(path.text().c_str(), O_CREAT | O_EXCL, 0600, initial);
    if (opened == SEM_FAILED && (errno == EEXIST || errno == EINTR)) continue;
    if (opened == SEM_FAILED) return native_error("sem_open", errno);
    path.made();
    return {std::make_unique<named_semaphore>(opened, path.text(), maximum, true)};
  }
  return native_error("sem_open", EEXIST);
}

result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory&) {
  sem_t* opened = SEM_FAILED;
  do {
    opened = sem_open(from.name.c_str(), 0);
  } while (opened == SEM_FAILED && errno == EINTR);
  if (opened == SEM_FAILED) return native_error("sem_open", errno, "the semaphore of whoever handed it over");
  return {std::make_unique<named_semaphore>(opened, from.name, from.maximum, false)};
}

evidence probe() {
  semaphore_memory unused{};
  return try_semaphore(make(0, 1, unused), "sem_open, sem_post, sem_trywait");
}

}  // namespace

extern const semaphore_strategy sem_open_semaphore;
const semaphore_strategy sem_open_semaphore{{strategy_name, probe}, timed_semaphore::largest, make, attach};

}  // namespace multiprocessing::platform
