// SPDX-License-Identifier: BSL-1.0
// RLock: a lock that its holder may take again.
#include "multiprocessing/rlock.hpp"

#include "lock_state.hpp"
#include "raise.hpp"

namespace multiprocessing {

using detail::live;

RLock::RLock() {
  if (!detail::loading()) state_ = detail::LockState::make(true);
}

bool RLock::acquire(Timeout timeout) { return acquire(StopToken(), timeout); }
bool RLock::acquire(StopToken stop, Timeout timeout) { return live(state_, "RLock")->acquire(timeout, stop); }
void RLock::release() { live(state_, "RLock")->release(); }
bool RLock::locked() const { return live(state_, "RLock")->lock.locked(); }
void RLock::recover() { live(state_, "RLock")->lock.recover(); }
std::string to_string(const RLock& lock) { return live(lock.state_, "RLock")->described(); }

void RLock::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "an RLock", live(state_, "RLock"));
}
void RLock::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::LockState>(archive, "an RLock");
}

}  // namespace multiprocessing
