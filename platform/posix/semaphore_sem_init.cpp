// SPDX-License-Identifier: BSL-1.0
// Semaphores by sem_init in memory that processes share.
//
// Nothing calls sem_destroy. Other processes may still use the semaphore when the one that made it lets go, and even
// when the last waiter has left, whoever posted may still be touching it (glibc before 2.21, bug 12674): it must not
// be destroyed or unmapped then. It is not: the poster's own mapping stays until the poster's own object is gone, and
// the memory goes with its last user. On Linux, FreeBSD and Haiku that is all there is; NetBSD keeps a number in the
// kernel as well, which the end of the process that made it gives back.
//
// Refused: by macOS with ENOSYS (xnu, libsyscall/wrappers/posix_sem_obsolete.c), by OpenBSD with EPERM (rthread_sem.c;
// its sem_t is a pointer that means nothing elsewhere), by NetBSD before 9 with EPERM, or not at all, and then another
// process sees a different semaphore (lib/librt/sem.c 1.9).
#include <sys/mman.h>
#include <cerrno>

#include "common/semaphore_probe.hpp"
#include "posix/timed_semaphore.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "sem-init";

static_assert(sizeof(sem_t) <= sizeof(semaphore_memory::native) && alignof(sem_t) <= 16);

/// A sem_t lives where it was made; a copy of its bytes is no semaphore.
sem_t* place_in(semaphore_memory& shared) { return reinterpret_cast<sem_t*>(shared.native); }

class placed_semaphore final : public timed_semaphore {
 public:
  using timed_semaphore::timed_semaphore;
  semaphore_transfer transfer() const override { return {std::string(strategy_name), {}, {}, maximum()}; }
};

result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum, semaphore_memory& shared) {
  constexpr int between_processes = 1;
  if (sem_init(place_in(shared), between_processes, initial) != 0) return native_error("sem_init", errno);
  return {std::make_unique<placed_semaphore>(place_in(shared), maximum)};
}

result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory& shared) {
  return {std::make_unique<placed_semaphore>(place_in(shared), from.maximum)};
}

evidence probe() {
  void* const page =
      ::mmap(nullptr, sizeof(semaphore_memory), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return seen_failing(native_error("mmap", errno));
  auto* const shared = new (page) semaphore_memory{};
  evidence found = try_semaphore(make(0, 1, *shared), "sem_init, sem_post, sem_trywait, sem_timedwait");
  // The one semaphore that nobody else has seen: without this a system that counts them would lose one.
  if (found.state == availability::works) sem_destroy(place_in(*shared));
  ::munmap(page, sizeof(semaphore_memory));
  return found;
}

}  // namespace

extern const semaphore_strategy sem_init_semaphore;
const semaphore_strategy sem_init_semaphore{{strategy_name, probe}, timed_semaphore::largest, make, attach};

}  // namespace multiprocessing::platform
