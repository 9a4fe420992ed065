// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by what puts processes to sleep on it: the same `Word` as in common/semaphore_word.hpp.
#pragma once

#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {

template <class Word>
class word_wait final : public address_wait {
 public:
  explicit word_wait(wait_memory& memory) : memory_(memory) {}

  static result<std::unique_ptr<address_wait>> make(wait_memory& memory) {
    return {std::make_unique<word_wait>(memory)};
  }
  static result<std::unique_ptr<address_wait>> attach(const wait_transfer&, wait_memory& memory) {
    return make(memory);
  }

  result<> wait(std::uint32_t seen, const deadline& until) override {
    if (memory_.word.load() != seen || passed(until)) return {};
    return Word::wait(memory_.word, seen, until);
  }
  void wake_all() override { Word::wake_all(memory_.word); }
  wait_transfer transfer() const override { return {std::string(Word::name), {}}; }

 private:
  wait_memory& memory_;
};

template <class Word>
constexpr wait_on_address_strategy word_wait_strategy(evidence (*probe)()) {
  return {{Word::name, probe}, word_wait<Word>::make, word_wait<Word>::attach};
}

}  // namespace multiprocessing::platform
