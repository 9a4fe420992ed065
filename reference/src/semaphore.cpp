// SPDX-License-Identifier: BSL-1.0
// Semaphore and BoundedSemaphore.
#include "multiprocessing/semaphore.hpp"

#include "platform/semaphore.hpp"
#include "raise.hpp"
#include "shared_block.hpp"

namespace multiprocessing {
namespace detail {

struct SemaphoreState {
  SemaphoreState(Shared<platform::semaphore_memory> shared, std::unique_ptr<platform::semaphore> made, bool is_closed)
      : memory(std::move(shared)), semaphore(std::move(made)), never_released(is_closed) {}

  static std::shared_ptr<SemaphoreState> make(std::uint32_t value, std::optional<std::uint32_t> bound) {
    auto memory = Shared<platform::semaphore_memory>::make();
    auto made = platform::make_semaphore(value, bound.value_or(0), *memory);
    if (!made && made.error().code == std::errc::invalid_argument) {
      throw ValueError("the semaphore cannot begin with " + std::to_string(value) + ": " + made.error().message());
    }
    return std::make_shared<SemaphoreState>(std::move(memory), checked(std::move(made)), bound == 0U);
  }

  void save(OutputArchive& archive, HandOff& hand_off) const {
    memory.save(archive, hand_off);
    save_transfer(archive, hand_off, semaphore->transfer());
    archive(never_released);
  }
  static std::shared_ptr<SemaphoreState> load(InputArchive& archive, TakeOver& taken) {
    auto memory = Shared<platform::semaphore_memory>::load(archive, taken);
    auto attached = checked(platform::attach_semaphore(load_transfer(archive), *memory));
    bool is_closed = false;
    archive(is_closed);
    return std::make_shared<SemaphoreState>(std::move(memory), std::move(attached), is_closed);
  }

  Shared<platform::semaphore_memory> memory;
  std::unique_ptr<platform::semaphore> semaphore;
  bool never_released;  // bounded by zero, which the platform takes for "no bound"
};

}  // namespace detail

using detail::checked;
using detail::live;

Semaphore::Semaphore(std::uint32_t value) {
  if (!detail::loading()) state_ = detail::SemaphoreState::make(value, std::nullopt);
}

Semaphore::Semaphore(std::uint32_t value, std::uint32_t maximum) {
  if (!detail::loading()) state_ = detail::SemaphoreState::make(value, maximum);
}

bool Semaphore::acquire(Timeout timeout) {
  return checked(live(state_, "Semaphore")->semaphore->acquire(platform::deadline_after(timeout)));
}

void Semaphore::release() {
  const auto& state = *live(state_, "Semaphore");
  if (state.never_released || !checked(state.semaphore->release())) {
    throw ValueError("the semaphore is released more often than it can count");
  }
}

std::uint32_t Semaphore::get_value() const { return checked(live(state_, "Semaphore")->semaphore->value()); }

void Semaphore::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "a Semaphore", live(state_, "Semaphore"));
}
void Semaphore::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::SemaphoreState>(archive, "a Semaphore");
}

}  // namespace multiprocessing
