// SPDX-License-Identifier: BSL-1.0
// What was asked for (environment before program), and which strategy serves.
#include "common/selection.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <optional>

#include "common/family.hpp"
#include "common/probe.hpp"
#include "common/profiles.hpp"

namespace multiprocessing::platform {
namespace {

constexpr const char* environment_name = "MULTIPROCESSING_STRATEGY";

struct forced {
  std::string_view primitive;
  std::string_view word;
};

/// One specification, parsed. Once published it never changes and never goes away, so that threads and forked children
/// read it without a lock.
struct settings {
  std::string text;
  const profile* chosen = nullptr;
  std::vector<forced> forces;
  std::optional<error> failure;
  const settings* previous = nullptr;  // keeps what was published before reachable

  [[nodiscard]] const forced* force_of(std::string_view primitive) const {
    const auto found = std::ranges::find(forces, primitive, &forced::primitive);
    return found == forces.end() ? nullptr : &*found;
  }
};

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

error unknown_word(std::string_view word, const std::string& possible) {
  std::string reason("'");
  reason.append(word).append("' is not known; possible are ").append(possible);
  return {"use_strategies", std::make_error_code(std::errc::invalid_argument), reason};
}

std::string possible_items() {
  std::string text;
  for (const profile& each : profiles()) text += (text.empty() ? "" : ", ") + std::string(each.name);
  for (const vocabulary_entry& entry : strategy_vocabulary()) {
    for (const std::string_view word : entry.words)
      text += ", " + std::string(entry.primitive) + ":" + std::string(word);
  }
  return text;
}

std::optional<error> parse_item(std::string_view item, settings& into) {
  const std::size_t colon = item.find(':');
  if (colon == std::string_view::npos) {
    const profile* named = find_profile(item);
    if (named == nullptr) return unknown_word(item, possible_items());
    into.chosen = named;
    return std::nullopt;
  }
  const vocabulary_entry* entry = find_vocabulary(item.substr(0, colon));
  if (entry == nullptr) return unknown_word(item, possible_items());
  const auto word = std::ranges::find(entry->words, item.substr(colon + 1));
  if (word == entry->words.end())
    return unknown_word(item, std::string(entry->primitive) + ": " + joined(entry->words));
  std::erase_if(into.forces, [&](const forced& earlier) { return earlier.primitive == entry->primitive; });
  into.forces.push_back({entry->primitive, *word});
  return std::nullopt;
}

std::unique_ptr<settings> parse(std::string_view text) {
  auto parsed = std::make_unique<settings>();
  parsed->text = text;
  while (!text.empty() && !parsed->failure) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) parsed->failure = parse_item(item, *parsed);
  }
  return parsed;
}

std::atomic<const settings*> from_program{nullptr};
std::atomic<const settings*> from_environment{nullptr};

const settings* publish(std::atomic<const settings*>& place, std::unique_ptr<settings> fresh) {
  settings* raw = fresh.release();
  raw->previous = place.load();
  while (!place.compare_exchange_weak(raw->previous, raw)) {
  }
  return raw;
}

/// Null where the variable is not set. Read each time, since a program may set it, and parsed when it has changed.
const settings* environment_settings() {
  const char* text = std::getenv(environment_name);
  if (text == nullptr || *text == '\0') return nullptr;
  const settings* known = from_environment.load();
  return known != nullptr && known->text == text ? known : publish(from_environment, parse(text));
}

/// The failure of the environment, which nobody who sets something else should overlook.
std::optional<error> environment_failure() {
  const settings* environment = environment_settings();
  if (environment == nullptr || !environment->failure) return std::nullopt;
  error failure = *environment->failure;
  failure.operation = environment_name;
  return failure;
}

struct order {
  std::optional<std::string_view> forced_word;
  const profile* by = nullptr;
};

result<order> order_for(std::string_view primitive) {
  if (auto failure = environment_failure()) return *std::move(failure);
  const settings* environment = environment_settings();
  for (const settings* source : {environment, from_program.load()}) {
    if (source == nullptr) continue;
    if (const forced* force = source->force_of(primitive)) return order{force->word, source->chosen};
    if (source->chosen != nullptr) return order{std::nullopt, source->chosen};
  }
  return order{std::nullopt, &default_profile()};
}

std::vector<std::size_t> ranked(const profile& by, std::string_view primitive, std::span<const strategy* const> known) {
  std::vector<std::size_t> indices;
  const auto wanted = std::ranges::find(by.preferences, primitive, &preference::primitive);
  if (wanted != by.preferences.end()) {
    for (const std::string_view word : wanted->first) {
      const auto found = std::ranges::find(known, word, &strategy::name);
      if (found != known.end()) indices.push_back(static_cast<std::size_t>(found - known.begin()));
    }
  }
  for (std::size_t index = 0; index < known.size(); ++index) {
    if (std::ranges::find(indices, index) == indices.end()) indices.push_back(index);
  }
  return indices;
}

std::string_view operation_of(std::string_view primitive) {
  const vocabulary_entry* entry = find_vocabulary(primitive);
  return entry == nullptr ? std::string_view("strategy") : entry->primitive;  // text that lives as long as the program
}

result<std::size_t> select_forced(std::string_view primitive, std::string_view word,
                                  std::span<const strategy* const> known) {
  const auto found = std::ranges::find(known, word, &strategy::name);
  if (found == known.end()) {
    return unsupported_error(operation_of(primitive), std::string(word) + " was asked for and is absent (the family '" +
                                                          std::string(family_name) + "' does not have it)");
  }
  const evidence& seen = remembered_proof(primitive, **found);
  if (seen.state != availability::works)
    return unsupported_error(operation_of(primitive), "asked for, but " + describe(word, seen));
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace

struct choice_cache::entry {
  wishes at;
  const strategy* chosen;
  const entry* previous;  // others may be reading it
};

choice_cache::wishes choice_cache::current() { return {environment_settings(), from_program.load()}; }

const strategy* choice_cache::find(const wishes& now) const {
  const entry* known = last_.load();
  return known != nullptr && known->at == now ? known->chosen : nullptr;
}

void choice_cache::remember(const wishes& now, const strategy& chosen) {
  auto fresh = std::make_unique<entry>(entry{now, &chosen, last_.load()});
  // Where another thread was faster, what it remembers is as good.
  if (last_.compare_exchange_strong(fresh->previous, fresh.get())) static_cast<void>(fresh.release());
}

result<> use_strategies(std::string_view specification) {
  if (auto failure = environment_failure()) return *std::move(failure);
  auto parsed = parse(specification);
  if (parsed->failure) return *parsed->failure;
  publish(from_program, std::move(parsed));
  return {};
}

std::string strategies_in_use() {
  const settings* set = from_program.load();
  return set == nullptr ? std::string() : set->text;
}

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const profile& each : profiles()) names.emplace_back(each.name);
  return names;
}

result<std::size_t> select_strategy(std::string_view primitive, std::span<const strategy* const> known,
                                    bool some_left_out) {
  const auto asked = order_for(primitive);
  if (!asked) return asked.error();
  if (asked->forced_word &&
      (!some_left_out || std::ranges::find(known, *asked->forced_word, &strategy::name) != known.end())) {
    return select_forced(primitive, *asked->forced_word, known);
  }
  const profile& by = asked->by == nullptr ? default_profile() : *asked->by;
  std::string refusals;
  for (const std::size_t index : ranked(by, primitive, known)) {
    const evidence& seen = remembered_proof(primitive, *known[index]);
    if (seen.state == availability::works) return index;
    refusals += (refusals.empty() ? "" : "; ") + describe(known[index]->name, seen);
  }
  if (refusals.empty()) refusals = "the family '" + std::string(family_name) + "' has no strategy for it";
  return unsupported_error(operation_of(primitive), refusals);
}

}  // namespace multiprocessing::platform
