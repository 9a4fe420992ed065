// SPDX-License-Identifier: BSL-1.0
// A process that has finished and cannot end, because nobody reads what it has put: how its parent sees it.
#include "undrained.hpp"

#include "multiprocessing/log.hpp"
#include "queue_ledger.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 500ms;  // twice without any change, until people are told

std::optional<platform::process_id> id_of(const ProcessState& state) {
  const std::lock_guard guard(state.mutex);
  if (!state.child || state.exitcode) return std::nullopt;
  return state.child->id();
}

std::string name_of(const ProcessState& state) {
  const std::lock_guard guard(state.mutex);
  return state.name;
}

}  // namespace

void tell_undrained(const std::string& process, const std::vector<Flushing>& flushing) {
  for (const auto& each : flushing) {
    get_logger().warning("process " + process + " has finished but still holds " + std::to_string(each.items) +
                         " items (" + std::to_string(each.bytes) + " bytes) for the queue " + each.queue +
                         ", which nobody reads: get them before the process is joined, or let it call "
                         "cancel_join_thread");
  }
}

std::optional<int> wait_and_tell(ProcessState& child, const platform::deadline& until) {
  std::vector<QueueLedger::Flush> before;
  for (bool told = false; !told;) {
    if (const auto code = child.wait(platform::slice_of(until, patience))) return code;
    if (platform::passed(until)) return std::nullopt;
    const auto id = id_of(child);
    if (!id) break;
    auto flushes = QueueLedger::flushed_by(*id);
    if (!flushes.empty() && flushes == before) {
      told = true;
      if (!QueueLedger::first_to_tell_of(*id)) continue;
      std::vector<Flushing> flushing;
      for (auto& each : flushes) flushing.push_back(std::move(each.what));
      tell_undrained(name_of(child), flushing);
    }
    before = std::move(flushes);
  }
  return child.wait(until);
}

}  // namespace detail

std::vector<Flushing> Process::flushing() const {
  auto& state = *detail::live(state_, "Process");
  std::vector<Flushing> found;
  if (exitcode()) return found;
  const auto id = detail::id_of(state);
  if (!id) return found;
  for (auto& each : detail::QueueLedger::flushed_by(*id)) found.push_back(std::move(each.what));
  return found;
}

}  // namespace multiprocessing
