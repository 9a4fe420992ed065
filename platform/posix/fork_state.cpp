// SPDX-License-Identifier: BSL-1.0
// Locks that survive fork.
#include "posix/fork_state.hpp"

#include <pthread.h>

namespace multiprocessing::platform {
namespace {

// Never destroyed: handles are closed by destructors of static objects, whose order is nobody's to choose.
struct locks {
  std::mutex creation;
  std::mutex tables;
};

locks& the_locks() {
  static locks* const made = new locks;
  return *made;
}

thread_local bool creating = false;

void before_fork() {
  if (!creating) the_locks().creation.lock();
  the_locks().tables.lock();
}

// The thread that forked is the one thread of the child, so it holds the copies of both locks there too.
void after_fork() {
  the_locks().tables.unlock();
  if (!creating) the_locks().creation.unlock();
}

const bool registered = (the_locks(), pthread_atfork(before_fork, after_fork, after_fork) == 0);

}  // namespace

std::mutex& table_lock() {
  static_cast<void>(registered);
  return the_locks().tables;
}

creation_guard::creation_guard() : outermost_(!creating) {
  if (outermost_) the_locks().creation.lock();
  creating = true;
}

creation_guard::~creation_guard() {
  if (!outermost_) return;
  creating = false;
  the_locks().creation.unlock();
}

}  // namespace multiprocessing::platform
