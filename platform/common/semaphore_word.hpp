// SPDX-License-Identifier: BSL-1.0
// Semaphores as a word in shared memory, for every way to sleep on a word.
//
// A unit is taken and given by one compare-and-swap, so a process that is killed holds a unit or does not, and the
// value never goes beyond the maximum.
#pragma once

#include <climits>

#include "platform/semaphore.hpp"

namespace multiprocessing::platform {

/// `Word` says how processes sleep on a 32-bit word of memory that they share, at whatever address each has it:
///   static constexpr std::string_view name;  // of the strategy
///   static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until);
///   static void wake_one(std::atomic<std::uint32_t>& word) noexcept;
///   static void wake_all(std::atomic<std::uint32_t>& word) noexcept;  // for waiting on addresses alone
/// wait() looks whether the word is still `seen` and falls asleep in one step; it returns when it has been
/// woken, when the deadline passed, or for no reason. It returns of its own accord after a fraction of a second, since
/// a waiter that is killed when it has just been woken takes the wake-up with it. A wake-up that fails is found in the
/// same way, so it is not reported: the unit has been given by then.
template <class Word>
class word_semaphore final : public semaphore {
 public:
  word_semaphore(semaphore_memory& shared, std::uint32_t maximum) : shared_(shared), maximum_(maximum) {}

  static result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum,
                                                 semaphore_memory& shared) {
    shared.value = initial;
    return {std::make_unique<word_semaphore>(shared, maximum)};
  }
  static result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory& shared) {
    return {std::make_unique<word_semaphore>(shared, from.maximum)};
  }

  result<bool> acquire(const deadline& until) override {
    while (true) {
      if (take()) return true;
      if (passed(until)) return false;
      ++shared_.waiters;  // before the word is looked at again, so that whoever releases afterwards sees it
      const auto waited = Word::wait(shared_.value, 0, until);
      --shared_.waiters;
      if (!waited) return waited.error();
    }
  }

  result<bool> release() override {
    std::uint32_t free = shared_.value.load();
    do {
      if (free >= maximum_) return false;
    } while (!shared_.value.compare_exchange_weak(free, free + 1));
    if (shared_.waiters.load() > 0) Word::wake_one(shared_.value);
    return true;
  }

  result<std::uint32_t> value() const override { return shared_.value.load(); }

  semaphore_transfer transfer() const override { return {std::string(Word::name), {}, {}, maximum_}; }

 private:
  static_assert(sizeof(std::atomic<std::uint32_t>) == 4 && std::atomic<std::uint32_t>::is_always_lock_free,
                "the system reads the word as it is");

  bool take() {
    std::uint32_t free = shared_.value.load();
    while (free > 0) {
      if (shared_.value.compare_exchange_weak(free, free - 1)) return true;
    }
    return false;
  }

  semaphore_memory& shared_;
  std::uint32_t maximum_;
};

/// The strategy: `extern const semaphore_strategy x; const semaphore_strategy x = word_semaphore_strategy<W>(probe);`
template <class Word>
constexpr semaphore_strategy word_semaphore_strategy(evidence (*probe)()) {
  return {{Word::name, probe}, INT_MAX, word_semaphore<Word>::make, word_semaphore<Word>::attach};
}

}  // namespace multiprocessing::platform
