// SPDX-License-Identifier: BSL-1.0
// Lock: mutual exclusion between processes.
#include "multiprocessing/lock.hpp"

#include "lock_state.hpp"
#include "raise.hpp"

namespace multiprocessing {

using detail::live;

Lock::Lock() {
  if (!detail::loading()) state_ = detail::LockState::make(false);
}

bool Lock::acquire(Timeout timeout) { return acquire(StopToken(), timeout); }
bool Lock::acquire(StopToken stop, Timeout timeout) { return live(state_, "Lock")->acquire(timeout, stop); }
void Lock::release() { live(state_, "Lock")->release(); }
bool Lock::locked() const { return live(state_, "Lock")->lock.locked(); }
void Lock::recover() { live(state_, "Lock")->lock.recover(); }
std::string to_string(const Lock& lock) { return live(lock.state_, "Lock")->described(); }

void Lock::save(detail::OutputArchive& archive) const { detail::save_object(archive, "a Lock", live(state_, "Lock")); }
void Lock::load(detail::InputArchive& archive) { state_ = detail::load_object<detail::LockState>(archive, "a Lock"); }

}  // namespace multiprocessing
