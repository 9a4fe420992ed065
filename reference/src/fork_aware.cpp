// SPDX-License-Identifier: BSL-1.0
// The register of what a forked child must set right.
#include "fork_aware.hpp"

#include <atomic>
#include <set>

namespace multiprocessing::detail {
namespace {

// Never destroyed: objects of static storage may be destroyed after it would be.
struct Register {
  std::mutex creation;
  std::mutex mutex;
  std::set<ForkAware*> objects;
  std::atomic<std::uint32_t> generation{0};
  std::atomic<std::uint32_t> forks{0};
};

Register& objects_of_process() {
  static auto& instance = *new Register;
  return instance;
}

}  // namespace

void ForkAware::follow_forks() {
  auto& known = objects_of_process();
  const std::lock_guard guard(known.mutex);
  known.objects.insert(this);
}

void ForkAware::ignore_forks() noexcept {
  auto& known = objects_of_process();
  const std::lock_guard guard(known.mutex);
  known.objects.erase(this);
}

ForkGuard::ForkGuard() {
  auto& known = objects_of_process();
  known.creation.lock();
  known.mutex.lock();
}

ForkGuard::~ForkGuard() {
  auto& known = objects_of_process();
  known.mutex.unlock();
  known.creation.unlock();
}

void ForkGuard::in_child() noexcept {
  auto& known = objects_of_process();
  ++known.generation;
  known.forks = 0;
  for (auto* object : known.objects) object->after_fork_in_child();
}

void ForkGuard::in_parent() noexcept { ++objects_of_process().forks; }

std::uint32_t fork_generation() noexcept { return objects_of_process().generation; }
std::uint32_t forks_so_far() noexcept { return objects_of_process().forks; }

}  // namespace multiprocessing::detail
