// SPDX-License-Identifier: BSL-1.0
// Semaphore and BoundedSemaphore.
#include "multiprocessing/semaphore.hpp"

#include "counted_units.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {

struct SemaphoreState {
  explicit SemaphoreState(CountedUnits made) : units(std::move(made)) {}

  static std::shared_ptr<SemaphoreState> make(std::uint32_t value, std::uint32_t maximum) {
    if (value > Semaphore::max_value) {
      throw ValueError("a semaphore cannot begin with " + std::to_string(value) + ": it counts to " +
                       std::to_string(Semaphore::max_value));
    }
    return std::make_shared<SemaphoreState>(CountedUnits::make(value, maximum));
  }
  static std::shared_ptr<SemaphoreState> load(InputArchive& archive, TakeOver& taken) {
    return std::make_shared<SemaphoreState>(CountedUnits::load(archive, taken));
  }
  void save(OutputArchive& archive, HandOff& hand_off) const { units.save(archive, hand_off); }

  CountedUnits units;
};

}  // namespace detail

using detail::live;

Semaphore::Semaphore(std::uint32_t value) : Semaphore(value, max_value) {}

Semaphore::Semaphore(std::uint32_t value, std::uint32_t maximum) {
  if (!detail::loading()) state_ = detail::SemaphoreState::make(value, maximum);
}

bool Semaphore::acquire(Timeout timeout) { return acquire(StopToken(), timeout); }

bool Semaphore::acquire(StopToken stop, Timeout timeout) {
  return live(state_, "Semaphore")->units.acquire(platform::deadline_after(timeout), stop);
}

void Semaphore::release() {
  auto& units = live(state_, "Semaphore")->units;
  if (!units.release()) {
    throw ValueError("the semaphore is released more often than it counts, which is to " +
                     std::to_string(units.maximum()));
  }
}

std::uint32_t Semaphore::get_value() const { return live(state_, "Semaphore")->units.value(); }

std::string to_string(const Semaphore& semaphore) {
  const auto& units = live(semaphore.state_, "Semaphore")->units;
  const auto value = std::to_string(units.value());
  if (units.maximum() == Semaphore::max_value) return "<Semaphore(value=" + value + ")>";
  return "<BoundedSemaphore(value=" + value + ", maxvalue=" + std::to_string(units.maximum()) + ")>";
}

void Semaphore::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "a Semaphore", live(state_, "Semaphore"));
}
void Semaphore::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::SemaphoreState>(archive, "a Semaphore");
}

}  // namespace multiprocessing
