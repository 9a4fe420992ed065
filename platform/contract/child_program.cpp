// SPDX-License-Identifier: BSL-1.0
// The program that contract tests launch: a word says what it does, the exit code says how it went.
#include <array>
#include <charconv>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "platform/channel.hpp"
#include "platform/code_address.hpp"
#include "platform/lock.hpp"
#include "platform/process.hpp"
#include "platform/semaphore.hpp"
#include "platform/shared_memory.hpp"
#include "platform/wait_on_address.hpp"

using namespace multiprocessing::platform;
using namespace std::chrono_literals;

namespace {

using arguments = std::span<const std::string>;

std::int64_t number(const std::string& text) { return std::stoll(text); }

void say(native_handle to, const std::string& text) {
  auto bytes = std::as_bytes(std::span(text));
  while (!bytes.empty()) {
    const auto written = write_some(to, bytes);
    if (!written) exit_process(98);
    bytes = bytes.subspan(*written);
  }
}

void wait_for_end(native_handle from) {
  std::array<std::byte, 16> bytes;
  for (auto got = read_some(from, bytes); got && *got > 0; got = read_some(from, bytes)) {
  }
}

/// STRATEGY NAME MAXIMUM HANDLES...
semaphore_transfer read_transfer(arguments from) {
  semaphore_transfer made{from[0], from[1], {}, static_cast<std::uint32_t>(number(from[2]))};
  for (const std::string& handle_text : from.subspan(3)) made.handles.push_back(number(handle_text));
  return made;
}

template <class T>
T* map_object(const std::string& native, shared_memory& into) {
  auto mapped = map_shared_memory(handle(number(native)), sizeof(T));
  if (!mapped) return nullptr;
  into = *std::move(mapped);
  return reinterpret_cast<T*>(into.bytes().data());
}

int exit_with(arguments given) { return static_cast<int>(number(given[0])); }

/// Writes each argument with its length in front.
int say_arguments(arguments given) {
  for (const std::string& each : given.subspan(1))
    say(number(given[0]), std::to_string(each.size()) + ":" + each + ";");
  return 0;
}

/// Writes the numbers of all descriptors that are open here, the standard streams apart.
int say_open(arguments given) {
  std::string open;
  for (native_handle candidate = 3; candidate < 256; ++candidate) {
    if (duplicate(candidate)) open += std::to_string(candidate) + " ";
  }
  say(number(given[0]), open);
  return 0;
}

/// Takes one unit and gives two back. A second attachment must be the same semaphore.
int use_semaphore(arguments given) {
  shared_memory memory;
  auto* words = map_object<semaphore_memory>(given[0], memory);
  if (words == nullptr) return 10;
  const semaphore_transfer from = read_transfer(given.subspan(1));
  auto attached = attach_semaphore(from, *words);
  auto again = attach_semaphore(from, *words);
  if (!attached || !again) {
    std::cerr << (attached ? again : attached).error().message() << '\n';
    return 11;
  }
  const auto taken = (*attached)->acquire(std::nullopt);
  if (!taken || !*taken) return 12;
  again->reset();
  for (int count = 0; count < 2; ++count) {
    const auto given_back = (*attached)->release();
    if (!given_back || !*given_back) return 13;
  }
  return 0;
}

/// Adds one to each byte.
int change_memory(arguments given) {
  auto mapped = map_shared_memory(handle(number(given[0])), static_cast<std::size_t>(number(given[1])));
  if (!mapped) return 10;
  for (std::byte& each : mapped->bytes()) each = static_cast<std::byte>(std::to_integer<int>(each) + 1);
  return 0;
}

/// Forks a grandchild that lives until `given[0]` ends, and ends itself at once.
int leave_grandchild(arguments given) {
  auto grandchild = fork_process();
  if (!grandchild) return 10;
  if (!*grandchild) {
    wait_for_end(number(given[0]));
    exit_process(0);
  }
  return 5;
}

/// Takes the lock, says so, and waits to be killed.
int hold_lock(arguments given) {
  shared_memory memory;
  auto* words = map_object<lock_memory>(given[1], memory);
  if (words == nullptr) return 10;
  auto attached = attach_lock({given[2], read_transfer(given.subspan(3))}, *words);
  if (!attached) return 11;
  const auto got = (*attached)->acquire(std::nullopt);
  if (!got || *got != lock_outcome::acquired) return 12;
  say(number(given[0]), "!");
  while (true) static_cast<void>((*attached)->acquire(std::nullopt));
}

/// Waits on a word by the named strategy until it is 1, then sets it to 2.
int answer_word(arguments given) {
  if (!use_strategies("address:" + given[1])) return 9;
  shared_memory memory;
  auto* words = map_object<wait_memory>(given[0], memory);
  if (words == nullptr) return 10;
  const auto waiting = attach_address_wait({given[1], given.size() > 2 ? read_transfer(given.subspan(2)) : semaphore_transfer()}, *words);
  if (!waiting) return 10;
  while (words->word.load() != 1) {
    if (!(*waiting)->wait(0, std::nullopt)) return 11;
  }
  words->word = 2;
  (*waiting)->wake_all();
  return 0;
}

void mark() { exit_process(77); }
code_pointer marked() { return mark; }

/// Writes where mark() is, in a form that follow_code takes.
int say_code(arguments given) {
  const auto located = locate_code(marked());
  if (!located) return 10;
  say(number(given[0]), located->module + "\n" + located->build_id + "\n" + std::to_string(located->offset));
  return 0;
}

int follow_code(arguments given) {
  const auto found = resolve_code({given[0], given[1], static_cast<std::uint64_t>(number(given[2]))});
  if (!found) {
    std::cerr << found.error().message() << '\n';
    return 10;
  }
  (*found)();
  return 11;
}

int wait_until_end(arguments given) {
  wait_for_end(number(given[0]));
  return 0;
}

}  // namespace

int main(int count, char** values) {
  static const std::map<std::string, int (*)(arguments)> words{
      {"exit", exit_with},          {"arguments", say_arguments}, {"open", say_open},
      {"semaphore", use_semaphore}, {"memory", change_memory},    {"grandchild", leave_grandchild},
      {"hold-lock", hold_lock},     {"word", answer_word},        {"code", say_code},
      {"follow", follow_code},      {"wait", wait_until_end},
  };
  const std::vector<std::string> given(values + 1, values + count);
  const auto word = given.empty() ? words.end() : words.find(given[0]);
  return word == words.end() ? 97 : word->second(arguments(given).subspan(1));
}
