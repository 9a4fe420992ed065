// SPDX-License-Identifier: BSL-1.0
// How many tasks each worker of a pool has begun.
#include "multiprocessing/begun_tasks.hpp"

#include <atomic>

#include "shared_block.hpp"

namespace multiprocessing::detail {

struct BegunTasksState {
  using Number = std::atomic<std::uint32_t>;
  static_assert(Number::is_always_lock_free);

  BegunTasksState(SharedBlock made, std::uint64_t count) : block(std::move(made)), places(count) {}

  void save(OutputArchive& archive, HandOff& hand_off) const {
    archive(places);
    block.save(archive, hand_off);
  }
  static std::shared_ptr<BegunTasksState> load(InputArchive& archive, TakeOver& taken) {
    std::uint64_t places = 0;
    archive(places);
    return std::make_shared<BegunTasksState>(SharedBlock::load(archive, taken), places);
  }

  SharedBlock block;  // its zeros are zeros
  std::uint64_t places;
};

namespace {

BegunTasksState::Number& number(const BegunTasksState& state, std::size_t place) {
  return static_cast<BegunTasksState::Number*>(state.block.data())[place];
}

}  // namespace

BegunTasks BegunTasks::make(std::size_t places) {
  BegunTasks made;
  try {
    made.state_ =
        std::make_shared<BegunTasksState>(SharedBlock::make(places * sizeof(BegunTasksState::Number)), places);
  } catch (const std::exception&) {
    // A pool can do without.
  }
  return made;
}

void BegunTasks::note(std::size_t place) const noexcept {
  if (state_ && place < state_->places) number(*state_, place).fetch_add(1);
}

std::uint32_t BegunTasks::count(std::size_t place) const noexcept {
  return state_ && place < state_->places ? number(*state_, place).load() : 0;
}

void BegunTasks::save(OutputArchive& archive) const {
  archive(tells());
  if (tells()) save_object(archive, "the workers of a Pool", state_);
}

void BegunTasks::load(InputArchive& archive) {
  bool told = false;
  archive(told);
  if (told) state_ = load_object<BegunTasksState>(archive, "the workers of a Pool");
}

}  // namespace multiprocessing::detail
