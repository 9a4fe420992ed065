// SPDX-License-Identifier: BSL-1.0
// Locks among threads: taken, released, and abandoned by holders that end.
#include "multiprocessing/dummy/held.hpp"

#include "multiprocessing/dummy/process.hpp"
#include "multiprocessing/errors.hpp"
#include "thread_owned.hpp"
#include "wake_on_stop.hpp"

namespace multiprocessing::dummy::detail {
namespace {

constexpr const char* owner_ended = "who held this lock has ended with it; what the lock protects may be half changed";

thread_local Holder* acting_for = nullptr;

Holder& this_thread() { return multiprocessing::detail::thread_owned<Holder>(); }

}  // namespace

void Held::note_holder(std::uint64_t term) {
  // An RLock is of use to this thread alone, whomever the thread acts for.
  auto& holder = kind_ == Kind::recursive || acting_for == nullptr ? this_thread() : *acting_for;
  holder.note(shared_from_this(), term);
}

std::uint64_t Held::begin_term(std::size_t depth) {
  depth_ = depth;
  thread_ = std::this_thread::get_id();
  abandoned_ = false;
  term_ = ++terms_;
  return terms_;
}

bool Held::acquire(const StopToken& stop, const Timeout& timeout) {
  const auto until = deadline_after(timeout);
  const auto waking = wake_on_stop(monitor_, stop);
  std::uint64_t term = 0;
  {
    Visit visit(monitor_);
    const auto mine = [this] {
      return kind_ == Kind::recursive && depth_ > 0 && thread_ == std::this_thread::get_id();
    };
    const auto free = [&] { return depth_ == 0 || abandoned_ || mine(); };
    visit.wait(until, [&] { return free() || stop.stop_requested(); });
    if (!free()) return false;
    if (abandoned_) throw OwnerDiedError(owner_ended);
    if (depth_ > 0) {
      ++depth_;
      return true;
    }
    term = begin_term(1);
  }
  note_holder(term);
  return true;
}

std::size_t Held::release_all() {
  std::size_t depth = 0;
  {
    Visit visit(monitor_);
    depth = depth_;
    depth_ = 1;
  }
  (void)release();
  return depth;
}

void Held::acquire_again(std::size_t depth) {
  bool was_abandoned = false;
  std::uint64_t term = 0;
  {
    // Whoever waited on a condition has the lock when that ends, however it ends: a guard will release it.
    Visit visit(monitor_, Visit::Interruptible::no);
    visit.wait(std::nullopt, [this] { return depth_ == 0 || abandoned_; });
    was_abandoned = abandoned_;
    term = begin_term(depth);
  }
  note_holder(term);
  if (was_abandoned) throw OwnerDiedError(owner_ended);
}

bool Held::release() {
  Visit visit(monitor_);
  if (depth_ == 0) return false;
  if (kind_ == Kind::recursive && thread_ != std::this_thread::get_id()) return false;
  if (--depth_ > 0) return true;
  term_ = 0;
  thread_ = std::thread::id();
  abandoned_ = false;
  visit.tell_all();
  return true;
}

bool Held::locked() {
  Visit visit(monitor_);
  return depth_ > 0;
}

bool Held::held_here() {
  Visit visit(monitor_);
  return depth_ > 0 && !abandoned_ && (kind_ == Kind::plain || thread_ == std::this_thread::get_id());
}

void Held::recover() {
  Visit visit(monitor_);
  if (!abandoned_) return;
  abandoned_ = false;
  depth_ = 0;
  term_ = 0;
  thread_ = std::thread::id();
  visit.tell_all();
}

std::string Held::described() {
  std::string name = current_process().name();
  std::string times;
  {
    const Visit visit(monitor_);
    times = depth_ == 0 ? "0" : "nonzero";
    if (depth_ == 0) {
      name = "None";
    } else if (abandoned_ || thread_ != std::this_thread::get_id()) {
      name = "SomeOtherThread";
    } else {
      times = std::to_string(depth_);
    }
  }
  return kind_ == Kind::recursive ? "<RLock(" + name + ", " + times + ")>" : "<Lock(owner=" + name + ")>";
}

void Held::abandon(std::uint64_t term) {
  Visit visit(monitor_);
  if (term_ != term) return;
  abandoned_ = true;
  visit.tell_all();
}

void Holder::end() {
  std::vector<Term> last;
  {
    const std::lock_guard guard(mutex_);
    last.swap(terms_);
  }
  for (const auto& held : last) held.lock->abandon(held.term);
}

void Holder::end_this_thread() { this_thread().end(); }

void Holder::note(std::shared_ptr<Held> lock, std::uint64_t term) {
  const std::lock_guard guard(mutex_);
  if (terms_.size() == terms_.capacity()) {
    std::erase_if(terms_, [](const Term& held) { return held.lock->term() != held.term; });
  }
  terms_.push_back({std::move(lock), term});
}

Holder::Scope::Scope(Holder& holder) noexcept { acting_for = &holder; }
Holder::Scope::~Scope() { acting_for = nullptr; }

}  // namespace multiprocessing::dummy::detail
