// SPDX-License-Identifier: BSL-1.0
// What a child that does not have the memory of its parent is told.
#include "child_state.hpp"

#include <cstdio>

#include "platform/name_tracker.hpp"
#include "platform/strategy.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

constexpr std::uint32_t protocol = 3;

void anchor() {}

}  // namespace

void require_freeze_support(StartMethod method) {
  auto& process = ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  if (process.prepared) return;
  throw AssertionError(
      "call multiprocessing::freeze_support(argc, argv) first in main: a program that starts processes by " +
      std::string(to_string(method)) + " is run once more for that");
}

void write_program(OutputArchive& archive) {
  archive(protocol);
  save_code(archive, &anchor);
  archive(platform::strategies_in_use());
}

void require_same_program(InputArchive& archive) {
  std::uint32_t version = 0;
  archive(version);
  if (version != protocol) {
    throw UnpicklingError("the program has been replaced by another version since its parent began");
  }
  (void)load_code(archive);  // of this very file: the builds are the same, or this says that they are not
  std::string strategies;
  archive(strategies);
  checked(platform::use_strategies(strategies));
}

void write_name_tree(OutputArchive& archive, HandOff& hand_off) {
  std::vector<std::int64_t> numbers;
  for (const auto native : platform::name_tree_handles()) numbers.push_back(hand_off_handle(hand_off, native));
  archive(numbers);
}

void join_name_tree(InputArchive& archive) {
  std::vector<std::int64_t> numbers;
  archive(numbers);
  if (numbers.empty()) return;
  std::vector<platform::handle> handles;
  for (const auto number : numbers) handles.emplace_back(static_cast<platform::native_handle>(number));
  checked(platform::join_name_tree(std::move(handles)));
}

void write_child(OutputArchive& archive, HandOff& hand_off, const Task& task, const Birth& birth, StartMethod method,
                 platform::native_handle lifeline) {
  archive(std::string(to_string(method)), birth, hand_off_handle(hand_off, lifeline));
  try {
    task.save(archive);
  } catch (const cereal::Exception& error) {
    throw UnpicklableError(error.what());
  }
}

void begin_child(InputArchive& archive) {
  std::string method;
  Birth birth;
  archive(method, birth);
  become(birth, take_over_handle(archive));
  ThisProcess::get().start_method = start_method_from(method);
  ThisProcess::get().prepared = true;
  const auto entry = reinterpret_cast<Entry>(load_code(archive));
  run_as_child([&] { entry(archive); });
}

void begin_or_fail(const std::function<void()>& begin) {
  std::string what;
  try {
    begin();
  } catch (const EOFError&) {
    what = "its parent ended before it had said what to do";
  } catch (const std::exception& error) {
    what = error.what();
  }
  std::fprintf(stderr, "procport: this process cannot begin: %s\n", what.c_str());
  std::fflush(stderr);
  platform::exit_process(1);
}

}  // namespace multiprocessing::detail
