// SPDX-License-Identifier: BSL-1.0
// Roles, and the main function of contract tests, which plays one if this process was launched for it.
#include "role.hpp"

#include <algorithm>
#include <iostream>
#include <span>

#include "platform/strategy.hpp"

namespace contract {
namespace {

constexpr std::string_view role_word = "--play-role";
constexpr int exception_code = 99;
constexpr int no_such_role = 98;

std::vector<const role*>& roles() {
  static std::vector<const role*> all;
  return all;
}

/// STRATEGY NAME MAXIMUM HANDLES...
semaphore_transfer read_transfer(std::span<const std::string> words) {
  semaphore_transfer made{words[0], words[1], {}, static_cast<std::uint32_t>(std::stoul(words[2]))};
  for (const std::string& each : words.subspan(3)) made.handles.push_back(std::stoll(each));
  return made;
}

}  // namespace

parcel& parcel::put(parcel_item item) {
  items_.push_back(std::move(item));
  return *this;
}

void parcel::append(std::vector<std::string>& words, const semaphore_transfer& from) {
  words.insert(words.end(), {from.strategy, from.name, std::to_string(from.maximum)});
  for (const native_handle each : from.handles) {
    words.push_back(std::to_string(each));
    inherited_.push_back(each);
  }
}

parcel& parcel::add_handle(native_handle native) {
  inherited_.push_back(native);
  return add(native);
}

parcel& parcel::add(const checkpoint& both_ends) {
  parcel_item item{{}, &both_ends};
  for (const native_handle each : {both_ends.reader(), both_ends.writer()}) {
    item.words.push_back(std::to_string(each));
    if (each != invalid_handle) inherited_.push_back(each);
  }
  return put(std::move(item));
}

parcel& parcel::add(const placed_semaphore& made) {
  parcel_item item{{std::to_string(made.words.native())}, made.made.get()};
  inherited_.push_back(made.words.native());
  append(item.words, made.made->transfer());
  return put(std::move(item));
}

parcel& parcel::add(const placed_lock& made) {
  const lock_transfer from = made.made->transfer();
  parcel_item item{{std::to_string(made.words.native()), from.strategy}, made.made.get()};
  inherited_.push_back(made.words.native());
  append(item.words, from.parts);
  return put(std::move(item));
}

parcel& parcel::add(const placed_wait& made) {
  const wait_transfer from = made.made->transfer();
  parcel_item item{{std::to_string(made.memory.native()), from.strategy}, &made};
  inherited_.push_back(made.memory.native());
  append(item.words, from.wake);
  return put(std::move(item));
}

const parcel_item& arriving::next() { return items_.at(position_++); }

std::int64_t arriving::number() { return std::stoll(next().words.at(0)); }

std::string arriving::text() { return next().words.at(0); }

native_handle arriving::native() { return static_cast<native_handle>(number()); }

checkpoint& arriving::checkpoint() {
  const parcel_item& item = next();
  if (item.original != nullptr) return *own<contract::checkpoint>(item.original);
  return keep(new contract::checkpoint(std::stoll(item.words.at(0)), std::stoll(item.words.at(1))));
}

semaphore& arriving::semaphore() {
  const parcel_item& item = next();
  if (item.original != nullptr) return *own<multiprocessing::platform::semaphore>(item.original);
  auto& words = map<semaphore_memory>(item.words.at(0));
  return keep(value_of(attach_semaphore(read_transfer(std::span(item.words).subspan(1)), words)).release());
}

lock& arriving::lock() {
  const parcel_item& item = next();
  if (item.original != nullptr) return *own<multiprocessing::platform::lock>(item.original);
  auto& words = map<lock_memory>(item.words.at(0));
  const lock_transfer from{item.words.at(1), read_transfer(std::span(item.words).subspan(2))};
  return keep(value_of(attach_lock(from, words)).release());
}

std::pair<std::atomic<std::uint32_t>&, address_wait&> arriving::wait() {
  const parcel_item& item = next();
  if (item.original != nullptr) {
    const auto& here = *own<placed_wait>(item.original);
    return {here.word(), *here.made};
  }
  auto& memory = map<wait_memory>(item.words.at(0));
  const wait_transfer from{item.words.at(1), read_transfer(std::span(item.words).subspan(2))};
  return {memory.word, keep(value_of(attach_address_wait(from, memory)).release())};
}

std::byte* arriving::mapped(const std::string& word, std::size_t size) {
  // The handle that came is left open: several things of a parcel may share one region.
  return keep(new shared_memory(value_of(map_shared_memory(value_of(duplicate(std::stoll(word))), size)))).bytes().data();
}

role::role(const char* name, body plays) : name_(name), plays_(plays) { roles().push_back(this); }

int role::play(arriving& given) const {
  try {
    return plays_(given);
  } catch (const std::exception& failure) {
    std::cerr << "role " << name_ << ": " << failure.what() << std::endl;
    return exception_code;
  }
}

launch_request role::request(const parcel& given) const {
  // The arguments are the strategies that serve here and then, for each item, how many words it has, and the words.
  launch_request request{must(executable_path()), {std::string(role_word), name_, strategies_in_use()}, given.inherited()};
  for (const parcel_item& item : given.items()) {
    request.arguments.push_back(std::to_string(item.words.size()));
    request.arguments.insert(request.arguments.end(), item.words.begin(), item.words.end());
  }
  return request;
}

std::unique_ptr<child_process> role::launch(const parcel& given) const { return must(launch_process(request(given))); }

std::unique_ptr<child_process> role::fork(const parcel& given, const std::vector<native_handle>& keep) const {
  auto forked = fork_process(keep);
  if (forked && !*forked) {
    arriving copies(given.items());
    exit_process(play(copies));
  }
  return must(std::move(forked));
}

std::unique_ptr<child_process> role::start(const std::string& way, const parcel& given) const {
  return way == "forked" ? fork(given) : launch(given);
}

const std::vector<std::string>& ways() {
  static const std::vector<std::string> known =
      fork_supported() ? std::vector<std::string>{"launched", "forked"} : std::vector<std::string>{"launched"};
  return known;
}

namespace {

/// ROLE STRATEGIES, then the items.
int play_role(std::span<const std::string> arguments) {
  const auto found = std::ranges::find(roles(), arguments[0], [](const role* each) { return each->name(); });
  if (found == roles().end()) return no_such_role;
  if (!use_strategies(arguments[1])) return no_such_role;
  std::vector<parcel_item> items;
  for (std::span<const std::string> rest = arguments.subspan(2); !rest.empty();) {
    const std::size_t count = std::stoul(rest[0]);
    const auto words = rest.subspan(1, count);
    items.push_back({{words.begin(), words.end()}});
    rest = rest.subspan(1 + count);
  }
  arriving given(std::move(items));
  return (*found)->play(given);
}

// What initializes a test program has one of two types, depending on how Boost.Test was built; it has nothing to do.
[[maybe_unused]] bool begin_tests() { return true; }
[[maybe_unused]] boost::unit_test::test_suite* begin_tests(int, char**) { return nullptr; }

}  // namespace
}  // namespace contract

int main(int count, char** values) {
  const std::vector<std::string> arguments = multiprocessing::platform::program_arguments(count, values);
  if (arguments.size() >= 3 && arguments[0] == contract::role_word)
    return contract::play_role(std::span(arguments).subspan(1));
  const boost::unit_test::init_unit_test_func begin = contract::begin_tests;
  return boost::unit_test::unit_test_main(begin, count, values);
}
