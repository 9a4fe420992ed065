// SPDX-License-Identifier: BSL-1.0
// What is asked of a system before processes sleep on words there.
#pragma once

#include <sys/mman.h>

#include "common/probe.hpp"
#include "platform/clock.hpp"
#include "platform/error.hpp"

namespace multiprocessing::platform {

/// `Word` as in common/semaphore_word.hpp, on a page that children of this process would share. That a process at
/// another address is woken is for a peer to prove: nothing in this process can show it.
template <class Word>
evidence probe_word() {
  void* const page = ::mmap(nullptr, sizeof(std::uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
  if (page == MAP_FAILED) return seen_failing(native_error("mmap", errno));
  auto& word = *static_cast<std::atomic<std::uint32_t>*>(page);
  const auto different = Word::wait(word, 1, deadline_after(std::chrono::seconds(1)));
  const auto expiry = deadline_after(std::chrono::milliseconds(1));
  const auto expired = Word::wait(word, 0, expiry);
  Word::wake_one(word);
  Word::wake_all(word);
  ::munmap(page, sizeof(std::uint32_t));
  if (!different) return seen_failing(different.error());
  if (!expired) return seen_failing(expired.error());
  if (!passed(expiry)) return seen_misbehaving(std::string(Word::call), "a wait ended before its time");
  return seen_working(std::string(Word::call));
}

}  // namespace multiprocessing::platform
