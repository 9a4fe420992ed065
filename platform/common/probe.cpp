// SPDX-License-Identifier: BSL-1.0
// Evidence of probes, and the memory of it.
#include "common/probe.hpp"

#include <array>
#include <atomic>
#include <memory>

#include "common/peer.hpp"

namespace multiprocessing::platform {
namespace {

struct completed {
  proof made;
  std::string word;  // "semaphore:futex"
};

struct remembered {
  std::atomic<const strategy*> asked{nullptr};
  std::atomic<const evidence*> found{nullptr};
  std::atomic<const completed*> proven{nullptr};
};

// More than all strategies of all primitives together. No mutex: another thread may be probing while this one forks,
// and the child could never lock it again. Two threads that probe at the same time both get an answer; the first stays.
constinit std::array<remembered, 64> memory;

remembered* slot_for(const strategy& asked) {
  for (remembered& slot : memory) {
    const strategy* expected = nullptr;
    if (slot.asked.load() == &asked || slot.asked.compare_exchange_strong(expected, &asked) || expected == &asked)
      return &slot;
  }
  return nullptr;
}

/// The first one stays.
template <class T>
const T& published(std::atomic<const T*>& place, std::unique_ptr<const T> fresh) {
  const T* first = nullptr;
  if (place.compare_exchange_strong(first, fresh.get())) return *fresh.release();
  return *first;
}

}  // namespace

evidence seen_working(std::string call, std::string detail) {
  return {availability::works, std::move(call), {}, std::move(detail)};
}

evidence seen_failing(const error& failure) {
  const bool unknown = failure.code == std::errc::function_not_supported || failure.code == std::errc::not_supported;
  return {unknown ? availability::absent : availability::refused, std::string(failure.operation), failure.code,
          failure.reason};
}

evidence seen_misbehaving(std::string call, std::string detail) {
  return {availability::refused, std::move(call), {}, std::move(detail)};
}

const evidence& remembered_probe(const strategy& asked) {
  remembered* slot = slot_for(asked);
  if (slot != nullptr) {
    if (const completed* proof = slot->proven.load()) return proof->made.found;
    if (const evidence* found = slot->found.load()) return *found;
  }
  auto fresh = std::make_unique<const evidence>(asked.probe());
  return slot == nullptr ? *fresh.release() : published(slot->found, std::move(fresh));
}

const evidence& remembered_proof(std::string_view primitive, const strategy& asked) {
  remembered* slot = slot_for(asked);
  if (slot != nullptr) {
    if (const completed* proof = slot->proven.load()) return proof->made.found;
  }
  auto fresh = std::make_unique<completed>();
  fresh->made = proven(primitive, asked, remembered_probe(asked));
  fresh->word = std::string(primitive) + ":" + std::string(asked.name);
  if (slot == nullptr) return fresh.release()->made.found;
  return published(slot->proven, std::unique_ptr<const completed>(std::move(fresh))).made.found;
}

std::vector<std::string> proven_here() {
  std::vector<std::string> words;
  for (const remembered& slot : memory) {
    const completed* known = slot.proven.load();
    if (known != nullptr && known->made.stands) words.push_back(known->word);
  }
  return words;
}

std::string describe(std::string_view name, const evidence& found) {
  std::string text(name);
  switch (found.state) {
    case availability::works:
      text += " works";
      break;
    case availability::refused:
      text += " is refused";
      break;
    case availability::absent:
      text += " is absent";
      break;
  }
  std::string why = found.call;
  if (found.code) why += (why.empty() ? "" : ": ") + found.code.message();
  if (!found.detail.empty()) why += (why.empty() ? "" : "; ") + found.detail;
  if (!why.empty()) text += " (" + why + ")";
  return text;
}

}  // namespace multiprocessing::platform
