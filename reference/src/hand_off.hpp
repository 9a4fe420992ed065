// SPDX-License-Identifier: BSL-1.0
// How live objects travel to a process that is being started: each once, with the handles that it needs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "multiprocessing/serialization.hpp"
#include "platform/handle.hpp"
#include "platform/lock.hpp"
#include "platform/semaphore.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::detail {

/// What a new process has taken over so far, so that two copies of one object are one object there, too.
struct TakeOver {
  std::vector<std::shared_ptr<void>> objects;
  std::map<std::int64_t, std::shared_ptr<void>> segments;   // by handle
  std::map<std::int64_t, platform::native_handle> arrived;  // under which number, where it is not that of the parent

  [[nodiscard]] platform::native_handle native(std::int64_t number) const {
    const auto found = arrived.find(number);
    return found == arrived.end() ? static_cast<platform::native_handle>(number) : found->second;
  }
};

/// Names a handle that the child inherits; returns its number for the archive.
std::int64_t hand_off_handle(HandOff& hand_off, platform::native_handle native);
/// The handle with that number, now owned here.
platform::handle take_over_handle(InputArchive& archive);

void save_transfer(OutputArchive& archive, HandOff& hand_off, const platform::semaphore_transfer& transfer);
platform::semaphore_transfer load_transfer(InputArchive& archive);
void save_lock_transfer(OutputArchive& archive, HandOff& hand_off, const platform::lock_transfer& transfer);
platform::lock_transfer load_lock_transfer(InputArchive& archive);
void save_wait_transfer(OutputArchive& archive, HandOff& hand_off, const platform::wait_transfer& transfer);
platform::wait_transfer load_wait_transfer(InputArchive& archive);

/// Writes `state` by its member save(archive, hand_off), once in a hand-off. `what` names it with its article.
template <class State>
void save_object(OutputArchive& archive, const char* what, const std::shared_ptr<State>& state) {
  HandOff& hand_off = archive.hand_off(what);
  const auto found = std::find(hand_off.objects.begin(), hand_off.objects.end(), state.get());
  archive(static_cast<std::uint64_t>(found - hand_off.objects.begin()));
  if (found != hand_off.objects.end()) return;
  hand_off.objects.push_back(state.get());
  hand_off.named = false;
  state->save(archive, hand_off);
  if (hand_off.named) hand_off.kept.push_back(state);
}

/// Reads what save_object wrote, by the static member State::load(archive, taken).
template <class State>
std::shared_ptr<State> load_object(InputArchive& archive, const char* what) {
  TakeOver& taken = archive.take_over(what);
  std::uint64_t index = 0;
  archive(index);
  if (index < taken.objects.size()) return std::static_pointer_cast<State>(taken.objects[index]);
  const auto place = taken.objects.size();
  taken.objects.emplace_back();
  std::shared_ptr<State> state = State::load(archive, taken);
  taken.objects[place] = state;
  return state;
}

}  // namespace multiprocessing::detail
