// SPDX-License-Identifier: BSL-1.0
// What this system offers, with the evidence.
#include <algorithm>

#include "common/family.hpp"
#include "common/probe.hpp"
#include "common/profiles.hpp"
#include "platform/channel.hpp"
#include "platform/child_exit.hpp"
#include "platform/hmac.hpp"
#include "platform/lock.hpp"
#include "platform/named_memory.hpp"
#include "platform/process.hpp"
#include "platform/semaphore.hpp"
#include "platform/shared_memory.hpp"
#include "platform/strategy.hpp"
#include "platform/wait.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

template <class Strategy>
void report(std::string_view primitive, std::span<const Strategy* const> known, std::vector<strategy_report>& into) {
  const std::vector<const strategy*> plain(known.begin(), known.end());
  const auto chosen = select_strategy(primitive, plain);
  for (std::size_t index = 0; index < plain.size(); ++index) {
    into.push_back({std::string(primitive), std::string(plain[index]->name), remembered_proof(primitive, *plain[index]),
                    chosen && *chosen == index});
  }
  // What other builds of this layer have is said to be absent, so that the reports of two targets can be compared.
  for (const std::string_view word : find_vocabulary(primitive)->words) {
    if (std::ranges::find(plain, word, &strategy::name) != plain.end()) continue;
    evidence none;
    none.detail = "the family '" + std::string(family_name) + "' does not have it";
    into.push_back({std::string(primitive), std::string(word), none, false});
  }
}

}  // namespace

std::vector<strategy_report> report_strategies() {
  std::vector<strategy_report> lines;
  report("semaphore", semaphore_strategies(), lines);
  report("memory", shared_memory_strategies(), lines);
  report("named-memory", named_memory_strategies(), lines);
  report("exit", child_exit_strategies(), lines);
  report("address", wait_on_address_strategies(), lines);
  report("lock", lock_strategies(), lines);
  report("channel", channel_strategies(), lines);
  report("wait", wait_strategies(), lines);
  report("launch", launch_strategies(), lines);
  report("hmac", hmac_strategies(), lines);
  return lines;
}

}  // namespace multiprocessing::platform
