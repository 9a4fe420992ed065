// SPDX-License-Identifier: BSL-1.0
// What is proven of each primitive, by the process that asks and by its peer.
#include <thread>

#include "common/back_off.hpp"
#include "common/peer_process.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;
using kind = verdict::kind;

verdict unknown(const error& failure) { return {kind::unknown, failure.message()}; }

/// Looks again and again until `done`, for words that nobody wakes for.
bool look_until(const deadline& until, const std::function<bool()>& done) {
  for (back_off pauses; !done(); pauses.pause(until)) {
    if (passed(until)) return false;
  }
  return true;
}

semaphore_transfer read_transfer(const std::vector<std::string>& words, std::size_t& at) {
  semaphore_transfer made{words.at(at), words.at(at + 1), {}, static_cast<std::uint32_t>(std::stoul(words.at(at + 2)))};
  std::size_t count = std::stoul(words.at(at + 3));
  for (at += 4; count > 0; --count) made.handles.push_back(static_cast<native_handle>(std::stoll(words.at(at++))));
  return made;
}

/// A region for everything but memory itself, by the strategy of memory that serves, which is proven before it does.
result<shared_memory> make_page() { return make_shared_memory(sizeof(proof_page)); }

}  // namespace

void peer_request::add(const semaphore_transfer& from) {
  words.insert(words.end(), {from.strategy, from.name, std::to_string(from.maximum), std::to_string(from.handles.size())});
  for (const native_handle each : from.handles) {
    words.push_back(std::to_string(each));
    inherited.push_back(each);
  }
}

proof_page& page_of(const shared_memory& region) { return *reinterpret_cast<proof_page*>(region.bytes().data()); }

verdict prove_memory(const shared_memory_strategy& by) {
  auto backing = by.create(sizeof(proof_page));
  if (!backing) return unknown(backing.error());
  const auto region = map_shared_memory(*std::move(backing), sizeof(proof_page));
  if (!region) return unknown(region.error());
  page_of(*region).asked = question;
  auto peer = peer_process::launch({"memory", {}, {}}, *region);
  if (!peer) return unknown(peer.error());
  verdict ended = peer->end();
  if (ended.found == kind::proven && page_of(*region).answered != answer_to_question)
    return {kind::refused, "what a second process wrote is not seen here"};
  return ended;
}

peer_code play_memory(proof_page& page) {
  if (page.asked != question) return peer_code::wrong_bytes;
  page.answered = answer_to_question;
  return peer_code::well;
}

verdict prove_semaphore(const semaphore_strategy& by) {
  const auto region = make_page();
  if (!region) return unknown(region.error());
  proof_page& page = page_of(*region);
  const auto there = by.make(0, 1, page.there);
  if (!there) return unknown(there.error());
  const auto back = by.make(0, 1, page.back);
  if (!back) return unknown(back.error());
  peer_request request{"semaphore", {}, {}};
  request.add((*there)->transfer());
  request.add((*back)->transfer());
  auto peer = peer_process::launch(std::move(request), *region);
  if (!peer) return unknown(peer.error());
  for (int round = 0; round < rounds_of_proof; ++round) {
    const auto given = (*there)->release();
    if (!given || !*given) return {kind::refused, "a unit that a second process shall take cannot be released"};
    const bool came_back = peer->await([&](const deadline& until) {
      const auto got = (*back)->acquire(until);
      return got && *got;
    });
    if (!came_back) {
      verdict ended = peer->end();
      return ended.found == kind::proven ? verdict{kind::refused, "a second process gave a unit that never came"} : ended;
    }
  }
  const deadline until = deadline_after(5ms);
  const auto got = (*back)->acquire(until);
  if (!got || *got) return {kind::refused, "there is a unit that no process gave"};
  if (!passed(until)) return {kind::refused, "a wait ended before its deadline"};
  return peer->end();
}

peer_code play_semaphore(const std::vector<std::string>& words, proof_page& page) {
  std::size_t at = 0;
  const auto there = attach_semaphore(read_transfer(words, at), page.there);
  const auto back = attach_semaphore(read_transfer(words, at), page.back);
  if (!there || !back) return peer_code::not_attached;
  page.begun = 1;
  const deadline until = end_of_proof();
  for (int round = 0; round < rounds_of_proof; ++round) {
    const auto got = (*there)->acquire(until);
    if (!got || !*got) return peer_code::not_woken;
    const auto given = (*back)->release();
    if (!given || !*given) return peer_code::not_taken;
  }
  return peer_code::well;
}

verdict prove_lock(const lock_strategy& by) {
  const auto region = make_page();
  if (!region) return unknown(region.error());
  proof_page& page = page_of(*region);
  const auto held = by.make(page.held);
  if (!held) return unknown(held.error());
  const lock_transfer handed = (*held)->transfer();
  peer_request request{"lock", {handed.strategy}, {}};
  request.add(handed.parts);
  auto peer = peer_process::launch(std::move(request), *region);
  if (!peer) return unknown(peer.error());
  const bool taken = peer->await([&](const deadline& until) { return look_until(until, [&] { return page.begun == 2; }); });
  if (!taken) return peer->end();
  const auto excluded = (*held)->acquire(deadline_after(1ms));
  if (!excluded || *excluded != lock_outcome::timed_out)
    return {kind::refused, "a lock that a second process holds is not held here"};
  if (auto killed = peer->kill(); !killed) return unknown(killed.error());
  const auto got = (*held)->acquire(end_of_proof());
  if (!got || *got != lock_outcome::owner_died)
    return {kind::refused, "nobody is told that a second process was killed while it held the lock"};
  const auto released = (*held)->release();
  if (!released || !*released) return {kind::refused, "what was taken over from a dead process cannot be released"};
  return {kind::proven, {}};
}

peer_code play_lock(const std::vector<std::string>& words, proof_page& page) {
  std::size_t at = 1;
  const auto held = attach_lock({words.at(0), read_transfer(words, at)}, page.held);
  if (!held) return peer_code::not_attached;
  page.begun = 1;
  const deadline until = end_of_proof();
  const auto got = (*held)->acquire(until);
  if (!got || *got != lock_outcome::acquired) return peer_code::not_taken;
  page.begun = 2;
  std::this_thread::sleep_until(*until);  // to be killed
  return peer_code::bad_request;
}

verdict prove_address(const wait_on_address_strategy& by) {
  const auto region = make_page();
  if (!region) return unknown(region.error());
  proof_page& page = page_of(*region);
  const auto waited = by.make(page.waited);
  if (!waited) return unknown(waited.error());
  const wait_transfer handed = (*waited)->transfer();
  peer_request request{"address", {handed.strategy}, {}};
  request.add(handed.wake);
  auto peer = peer_process::launch(std::move(request), *region);
  if (!peer) return unknown(peer.error());
  const bool begun = peer->await([&](const deadline& until) { return look_until(until, [&] { return page.begun == 1; }); });
  if (!begun) return peer->end();
  page.waited.word = 1;
  (*waited)->wake_all();
  const bool answered = peer->await([&](const deadline& until) {
    return (*waited)->wait(1, until) && page.waited.word == 2;
  });
  verdict ended = peer->end();
  if (ended.found == kind::proven && !answered) return {kind::refused, "a second process changed the word unseen"};
  return ended;
}

peer_code play_address(const std::vector<std::string>& words, proof_page& page) {
  std::size_t at = 1;
  const auto waited = attach_address_wait({words.at(0), read_transfer(words, at)}, page.waited);
  if (!waited) return peer_code::not_attached;
  const deadline until = end_of_proof();
  page.begun = 1;
  while (page.waited.word == 0) {
    if (!(*waited)->wait(0, until) || passed(until)) return peer_code::not_woken;
  }
  page.waited.word = 2;
  (*waited)->wake_all();
  return peer_code::well;
}

}  // namespace multiprocessing::platform
