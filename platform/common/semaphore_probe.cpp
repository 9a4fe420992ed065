// SPDX-License-Identifier: BSL-1.0
// Trying a semaphore.
#include "common/semaphore_probe.hpp"

namespace multiprocessing::platform {

evidence try_semaphore(result<std::unique_ptr<semaphore>> made, std::string calls) {
  using namespace std::chrono_literals;
  if (!made) return seen_failing(made.error());
  semaphore& tried = **made;
  const auto given = tried.release();
  if (!given) return seen_failing(given.error());
  const auto counted = tried.value();
  if (counted) {  // a system that does not tell the value cannot keep the maximum
    const auto full = tried.release();
    if (!full) return seen_failing(full.error());
    if (*counted != 1 || *full) return seen_misbehaving(std::move(calls), "the value or the maximum is not kept");
  } else if (!counted.error().unsupported()) {
    return seen_failing(counted.error());
  }
  const auto taken = tried.acquire(deadline_after(0ns));
  if (!taken) return seen_failing(taken.error());
  const auto nothing = tried.acquire(deadline_after(1ms));
  if (!nothing) return seen_failing(nothing.error());
  if (!*given || !*taken || *nothing) return seen_misbehaving(std::move(calls), "a unit was lost or made up");
  return seen_working(std::move(calls), counted ? "" : "the system does not tell the value");
}

}  // namespace multiprocessing::platform
