// SPDX-License-Identifier: BSL-1.0
// Children by launching this program once more: they are told through a pipe who they are and what to do.
#include <array>
#include <charconv>
#include <cstdio>
#include <thread>

#include "hand_off.hpp"
#include "platform/channel.hpp"
#include "platform/strategy.hpp"
#include "process_start.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {
namespace {

constexpr std::string_view child_argument = "--multiprocessing-child";
constexpr std::uint32_t protocol = 1;
constexpr std::size_t growth_bytes = 1024 * 1024;

void freeze_support_anchor() {}

void write_all(platform::native_handle to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto count = platform::write_some(to, bytes);
    if (!count) return;  // the child has ended early: its exit code will tell
    bytes = bytes.subspan(*count);
  }
}

/// Gives the child its state. A child may never read it, or be ended before: nobody waits for that here.
void deliver(platform::handle to, Bytes state) {
  std::array<std::byte, sizeof(std::uint64_t)> length;
  const std::uint64_t size = state.size();
  std::memcpy(length.data(), &size, sizeof size);
  state.insert(state.begin(), length.begin(), length.end());
  if (state.size() <= platform::atomic_write_bytes()) {  // an empty pipe has room for that
    write_all(to.native(), state);
    return;
  }
  std::thread([to = std::move(to), state = std::move(state)] { write_all(to.native(), state); }).detach();
}

Bytes read_exactly(platform::native_handle from, std::uint64_t size) {
  Bytes bytes;
  while (bytes.size() < size) {
    const auto have = bytes.size();
    bytes.resize(have + std::min<std::uint64_t>(size - have, growth_bytes));
    for (auto rest = std::span(bytes).subspan(have); !rest.empty();) {
      const auto count = checked(platform::read_some(from, rest));
      if (count == 0) throw EOFError();
      rest = rest.subspan(count);
    }
  }
  return bytes;
}

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "procport: this process cannot begin: %s\n", what.c_str());
  std::fflush(stderr);
  platform::exit_process(1);
}

/// Becomes the child that the state describes, and does its work.
[[noreturn]] void run_child(platform::native_handle hand_off) {
  try {
    Bytes state;
    {
      const platform::handle from(hand_off);
      std::uint64_t size = 0;
      const auto length = read_exactly(from.native(), sizeof size);
      std::memcpy(&size, length.data(), sizeof size);
      state = read_exactly(from.native(), size);
    }
    TakeOver taken;
    InputArchive archive(state, &taken);
    std::uint32_t version = 0;
    archive(version);
    if (version != protocol) fail("the program has been replaced by another version since its parent began");
    (void)load_code(archive);  // of this very file: the builds are the same, or this says that they are not
    std::string strategies;
    std::string method;
    Birth birth;
    archive(strategies, method, birth);
    auto lifeline = take_over_handle(archive);
    checked(platform::use_strategies(strategies));
    become(birth, std::move(lifeline));
    ThisProcess::get().start_method = start_method_from(method);
    ThisProcess::get().prepared = true;
    const auto entry = reinterpret_cast<Entry>(load_code(archive));
    run_as_child([&] { entry(archive); });
  } catch (const EOFError&) {
    fail("its parent ended before it had said what to do");
  } catch (const std::exception& error) {
    fail(error.what());
  }
}

}  // namespace

Started start_by_spawn(const Task& task, const Birth& birth) {
  {
    auto& process = ThisProcess::get();
    const std::lock_guard guard(process.mutex);
    if (!process.prepared) {
      throw AssertionError(
          "call multiprocessing::freeze_support(argc, argv) first in main: "
          "a program that starts processes by spawn is run once more for each of them");
    }
  }
  auto lifeline = checked(platform::make_pipe());
  platform::keep_from_children(lifeline.writer.native());
  auto pipe = checked(platform::make_pipe());
  platform::keep_from_children(pipe.writer.native());

  HandOff hand_off;
  OutputArchive archive(&hand_off);
  archive(protocol);
  save_code(archive, &freeze_support_anchor);
  archive(platform::strategies_in_use(), std::string(to_string(StartMethod::spawn)), birth);
  archive(hand_off_handle(hand_off, lifeline.reader.native()));
  try {
    task.save(archive);
  } catch (const cereal::Exception& error) {
    throw UnpicklableError(error.what());
  }
  hand_off.handles.push_back(pipe.reader.native());

  platform::launch_request request;
  request.executable = checked(platform::executable_path());
  request.arguments = {std::string(child_argument), std::to_string(pipe.reader.native())};
  request.inherited = std::move(hand_off.handles);
  auto child = checked(platform::launch_process(request));
  pipe.reader.reset();  // so that the end of the child is the end of the pipe
  deliver(std::move(pipe.writer), archive.take());
  return {std::move(child), std::move(lifeline.writer), std::move(hand_off.kept)};
}

}  // namespace detail

void freeze_support(int argc, char** argv) {
  if (argc == 3 && argv[1] == detail::child_argument) {
    const std::string_view number = argv[2];
    platform::native_handle hand_off = platform::invalid_handle;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), hand_off);
    if (error != std::errc() || end != number.data() + number.size()) detail::fail("its arguments are damaged");
    detail::run_child(hand_off);
  }
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  process.prepared = true;
}

}  // namespace multiprocessing
