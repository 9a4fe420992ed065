// SPDX-License-Identifier: BSL-1.0
// Launching the peer of a proof, being one, and handing on what has been proven.
#include "common/peer.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>

#include "common/back_off.hpp"
#include "common/peer_process.hpp"
#include "common/probe.hpp"
#include "platform/code_address.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;
using kind = verdict::kind;

// PRIMITIVE;HANDLE;ADDRESS;WORDS...: what a peer shall do, and the page and where its launcher has it.
constexpr const char* peer_variable = "MULTIPROCESSING_PEER";
constexpr char separator = ';';
constexpr std::string_view every_proof = "all";
constexpr std::chrono::nanoseconds longest_proof = 10s;
constexpr std::chrono::nanoseconds between_looks_at_peer = 50ms;
// A lock is proven over a semaphore, and that over memory.
constexpr int deepest_nesting = 3;
constexpr const char* proven_words = "proven in a second process at another address";

/// The request that this thread is launching a peer with.
thread_local const std::string* launching = nullptr;
thread_local int nesting = 0;

std::string_view text_of(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

template <class Each>
void for_each_item(std::string_view text, char between, Each each) {
  while (true) {
    const std::size_t end = std::min(text.find(between), text.size());
    each(text.substr(0, end));
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

bool listed(std::string_view list, std::string_view word) {
  bool found = false;
  for_each_item(list, ',', [&](std::string_view item) { found = found || item == word; });
  return found;
}

/// The code of this function has to be in the program that is launched.
void in_this_program() {}

std::string text_of(peer_code code) {
  switch (code) {
    case peer_code::well: return "all is well";
    case peer_code::same_address: return "it is at the same address everywhere";
    case peer_code::wrong_bytes: return "a second process sees other bytes";
    case peer_code::not_mapped: return "a second process cannot map the memory";
    case peer_code::not_attached: return "a second process cannot attach to it";
    case peer_code::not_woken: return "a second process is not woken";
    case peer_code::not_taken: return "a second process cannot take or give it";
    case peer_code::bad_request: break;
  }
  return "a second process did not understand";
}

/// Maps the page elsewhere than at `not_at`: as long as the first mapping stays, a second one is at another address.
result<shared_memory> map_elsewhere(native_handle native, std::uintptr_t not_at, shared_memory& first) {
  auto backing = duplicate(native);
  if (!backing) return backing.error();
  auto mapped = map_shared_memory(*std::move(backing), sizeof(proof_page));
  if (!mapped || reinterpret_cast<std::uintptr_t>(mapped->bytes().data()) != not_at) return mapped;
  first = *std::move(mapped);
  backing = duplicate(native);
  if (!backing) return backing.error();
  return map_shared_memory(*std::move(backing), sizeof(proof_page));
}

peer_code play(std::string_view request) {
  std::vector<std::string> words;
  for_each_item(request, separator, [&](std::string_view word) { words.emplace_back(word); });
  if (words.size() < 3) return peer_code::bad_request;
  const std::string primitive = words[0];
  const auto not_at = static_cast<std::uintptr_t>(std::stoull(words[2]));
  shared_memory first;
  const auto region = map_elsewhere(static_cast<native_handle>(std::stoll(words[1])), not_at, first);
  if (!region) return peer_code::not_mapped;
  if (reinterpret_cast<std::uintptr_t>(region->bytes().data()) == not_at) return peer_code::same_address;
  words.erase(words.begin(), words.begin() + 3);
  proof_page& page = page_of(*region);
  if (primitive == "memory") return play_memory(page);
  if (primitive == "semaphore") return play_semaphore(words, page);
  if (primitive == "lock") return play_lock(words, page);
  if (primitive == "address") return play_address(words, page);
  return peer_code::bad_request;
}

bool is_peer() { return !text_of(peer_variable).empty(); }

/// Ends a process that was launched to be a peer, before its program's main begins. A program that probes in its own
/// initializers may do so before this: peers launch no peers, so that this goes no further.
bool play_if_peer() {
  if (!is_peer()) return false;
  peer_code code = peer_code::bad_request;
  try {
    code = play(text_of(peer_variable));
  } catch (const std::exception&) {  // words that are no numbers
  }
  exit_process(static_cast<int>(code));
}

// In the same file as proven(), without which nobody launches a peer: so the linker cannot leave it out.
const bool played = play_if_peer();

template <class Strategy>
const Strategy* typed(std::span<const Strategy* const> known, const strategy& asked) {
  const auto found = std::ranges::find_if(known, [&](const Strategy* each) { return each == &asked; });
  return found == known.end() ? nullptr : *found;
}

/// Nothing for what needs no proof.
std::optional<verdict> prove(std::string_view primitive, const strategy& asked) {
  if (primitive == "memory") {
    if (const auto* by = typed(shared_memory_strategies(), asked)) return prove_memory(*by);
  } else if (primitive == "semaphore") {
    if (const auto* by = typed(semaphore_strategies(), asked)) return prove_semaphore(*by);
  } else if (primitive == "lock") {
    if (const auto* by = typed(lock_strategies(), asked)) return prove_lock(*by);
  } else if (primitive == "address") {
    if (const auto* by = typed(wait_on_address_strategies(), asked)) return prove_address(*by);
  }
  return std::nullopt;
}

bool wants_proof(std::string_view primitive) {
  return primitive == "memory" || primitive == "semaphore" || primitive == "lock" || primitive == "address";
}

void add_detail(evidence& seen, const std::string& text) { seen.detail += (seen.detail.empty() ? "" : "; ") + text; }

}  // namespace

std::optional<error> no_second_process() {
  if (is_peer()) return unsupported_error("peer", "a peer launches nobody");
  const auto here = locate_code(in_this_program);
  if (!here) return here.error();
  if (!here->module.empty())
    return unsupported_error("peer", "this code is in " + here->module + ", which the program alone need not load");
  if (auto supported = launch_supported(); !supported) return supported.error();
  return std::nullopt;
}

deadline end_of_proof() { return deadline_after(longest_proof); }

result<peer_process> peer_process::launch(peer_request request, const shared_memory& page) {
  auto path = executable_path();
  if (!path) return path.error();
  std::string text = request.primitive + separator + std::to_string(page.native()) + separator +
                     std::to_string(reinterpret_cast<std::uintptr_t>(page.bytes().data()));
  for (const std::string& word : request.words) text += separator + word;
  request.inherited.push_back(page.native());
  launching = &text;
  auto made = launch_process({*std::move(path), {}, std::move(request.inherited)});
  launching = nullptr;
  if (!made) return made.error();
  return peer_process(*std::move(made), page_of(page));
}

peer_process::peer_process(std::unique_ptr<child_process> made, proof_page& page)
    : made_(std::move(made)), page_(&page), until_(end_of_proof()) {}

peer_process::~peer_process() {
  if (made_) static_cast<void>(kill());
}

bool peer_process::await(const std::function<bool(const deadline&)>& look) {
  while (!look(slice_of(until_, between_looks_at_peer))) {
    const auto ended = made_->wait(deadline_after(0ns));
    if (!ended || *ended || passed(until_)) return look(deadline_after(0ns));  // it may have come just before the end
  }
  return true;
}

result<> peer_process::kill() {
  if (auto killed = made_->kill(); !killed) return killed;
  const auto ended = made_->wait(std::nullopt);
  if (!ended) return ended.error();
  return {};
}

verdict peer_process::end() {
  const auto ended = made_->wait(until_);
  if (!ended) return {kind::unknown, ended.error().message()};
  const bool begun = page_->begun != 0;
  if (!*ended) return {begun ? kind::refused : kind::unknown, "a second process had not finished after ten seconds"};
  const auto code = static_cast<peer_code>(**ended);
  if (code == peer_code::well) return {kind::proven, {}};
  if (code > peer_code::well && code < peer_code::bad_request) return {kind::refused, text_of(code)};
  return {begun ? kind::refused : kind::unknown, "a second process ended with " + std::to_string(**ended)};
}

proof proven(std::string_view primitive, const strategy& asked, evidence seen) {
  static_cast<void>(played);
  if (seen.state != availability::works || !wants_proof(primitive) || is_peer()) return {std::move(seen)};
  const std::string_view told = text_of(proven_variable);
  if (told == every_proof || nesting >= deepest_nesting) return {std::move(seen)};
  if (listed(told, std::string(primitive) + ":" + std::string(asked.name))) {
    add_detail(seen, std::string(proven_words) + ", says " + proven_variable);
    return {std::move(seen), true};
  }
  if (const auto obstacle = no_second_process()) {
    add_detail(seen, "not proven in a second process: " + obstacle->message());
    return {std::move(seen)};
  }
  ++nesting;
  const auto answer = prove(primitive, asked);
  --nesting;
  if (!answer) return {std::move(seen)};
  if (answer->found == kind::refused) return {seen_misbehaving(seen.call, answer->why)};
  const bool stands = answer->found == kind::proven;
  add_detail(seen, stands ? proven_words : "not proven in a second process: " + answer->why);
  return {std::move(seen), stands};
}

std::string proven_strategies() {
  std::string all(text_of(proven_variable));
  if (all == every_proof) return all;
  for (const std::string& each : proven_here()) {
    if (!listed(all, each)) all += (all.empty() ? "" : ",") + each;
  }
  return all;
}

std::vector<launch_variable> launch_variables() {
  return {{proven_variable, proven_strategies()}, {peer_variable, launching == nullptr ? std::string() : *launching}};
}

}  // namespace multiprocessing::platform
