// SPDX-License-Identifier: BSL-1.0
// The tracker: launched once for a tree of processes, in a session of its own, it outlives whatever ends them.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "common/peer.hpp"
#include "platform/name_tracker.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"
#include "posix/fork_state.hpp"
#include "posix/name_table.hpp"
#include "posix/name_tree.hpp"

namespace multiprocessing::platform {
namespace {

// LAYOUT;TABLE;READER: how the table is to be read, and the numbers of what a process that is launched with this is to
// track names by. The program may have been replaced since this process began.
constexpr const char* tracker_variable_name = "MULTIPROCESSING_TRACKER";

/// The request that this thread is launching a tracker with.
thread_local const std::string* launching = nullptr;

/// A second tracker of a tree ends at once.
bool become_the_one(name_table& table) {
  const std::uint64_t own = current_process_stamp();
  for (std::uint64_t known = table.tracker.load();;) {
    if (known != 0 && process_alive(known)) return false;
    if (table.tracker.compare_exchange_strong(known, own)) return true;
  }
}

/// Holds nothing of the program's: neither its streams, whose readers wait for their end, nor the news of its own end,
/// nor its folder.
void let_go_of_all_but(int first, int second) {
  const int nothing = ::open("/dev/null", O_RDWR);
  for (int number = 0; number <= 2; ++number) {
    if (nothing < 0) ::close(number);
    if (nothing >= 0 && nothing != number) ::dup2(nothing, number);
  }
  std::vector<int> open;
  DIR* folder = ::opendir("/dev/fd");
  if (folder == nullptr) folder = ::opendir("/proc/self/fd");
  if (folder != nullptr) {
    while (const dirent* entry = ::readdir(folder)) {
      const std::string_view name = entry->d_name;
      int number = -1;
      std::from_chars(name.data(), name.data() + name.size(), number);
      if (number > 2 && number != first && number != second) open.push_back(number);
    }
    ::closedir(folder);
  } else {
    constexpr int likely_numbers = 256;  // there are few: this process has been launched
    for (int number = 3; number < likely_numbers; ++number) {
      if (number != first && number != second) open.push_back(number);
    }
  }
  for (const int number : open) ::close(number);
  if (::chdir("/") != 0) return;  // it is where it was
}

[[noreturn]] void track(name_table& table, int reader, int begun) {
  if (!become_the_one(table)) ::_exit(0);
  ::close(begun);
  char unused = 0;
  static_cast<void>(retried([&] { return ::read(reader, &unused, 1); }));
  remove_entered_names(table);
  ::_exit(0);
}

/// The launched process leaves the tracker to nobody: whoever waits for its own children must not find it among them.
int begin_tracking(std::string_view request) {
  std::array<native_handle, 3> numbers{};
  const char* next = request.data();
  const char* const end = next + request.size();
  for (native_handle& each : numbers) {
    const auto [after, failed] = std::from_chars(next, end, each);
    if (failed != std::errc{}) return 1;
    next = after == end ? end : after + 1;
  }
  const auto [layout, memory, reader] = numbers;
  if (layout != name_table::layout) return 1;
  auto mapped = map_shared_memory(handle(memory), sizeof(name_table));
  if (!mapped) return 1;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_IGN);

  auto begun = descriptor_pipe();
  if (!begun) return 1;
  const int end_of_start = descriptor(begun->second.native());
  const pid_t pid = ::fork();
  if (pid < 0) return 1;
  if (pid == 0) {
    ::setsid();
    let_go_of_all_but(descriptor(reader), end_of_start);
    track(*reinterpret_cast<name_table*>(mapped->bytes().data()), descriptor(reader), end_of_start);
  }
  begun->second.reset();
  char unused = 0;
  static_cast<void>(retried([&] { return ::read(descriptor(begun->first.native()), &unused, 1); }));
  return 0;
}

/// Before main, in a process that was launched for it.
bool begin_if_tracker() {
  const char* const request = std::getenv(tracker_variable_name);
  if (request == nullptr || *request == '\0') return false;
  ::_exit(begin_tracking(request));
}

// In the same file as run_name_tracker(), without which nobody launches a tracker: so the linker cannot leave it out.
const bool begun = begin_if_tracker();

bool runs(const name_table& table) {
  const std::uint64_t known = table.tracker.load();
  return known != 0 && process_alive(known);
}

result<> launch_tracker() {
  if (const auto obstacle = no_second_process()) return *obstacle;
  auto path = executable_path();
  if (!path) return path.error();
  const std::vector<native_handle> handles = name_tree_handles();
  const std::string request =
      std::to_string(name_table::layout) + ";" + std::to_string(handles[0]) + ";" + std::to_string(handles[1]);
  launching = &request;
  auto launched = launch_process({*std::move(path), {}, {handles[0], handles[1]}});
  launching = nullptr;
  if (!launched) return launched.error();
  // Whatever comes of that, which a handler of the program may have waited for: the table tells.
  static_cast<void>((*launched)->wait(std::nullopt));
  if (!runs(*tree_table())) return native_error("run_name_tracker", ECHILD, "the tracker could not begin");
  return {};
}

}  // namespace

launch_variable tracker_variable() {
  return {tracker_variable_name, launching == nullptr ? std::string() : *launching};
}

result<> run_name_tracker() {
  static_cast<void>(begun);
  if (auto begun_tree = begin_name_tree(); !begun_tree) return begun_tree;
  if (runs(*tree_table())) return {};
  const creation_guard one_at_a_time;
  if (runs(*tree_table())) return {};
  // Asked each time anew it would cost each name a second process that fails.
  static std::optional<error> refusal;
  if (!refusal) {
    if (auto launched = launch_tracker(); !launched) refusal = launched.error();
  }
  if (refusal) return *refusal;
  return {};
}

std::optional<process_id> name_tracker() {
  const name_table* const table = tree_table();
  if (table == nullptr || !runs(*table)) return std::nullopt;
  return process_of(table->tracker);
}

}  // namespace multiprocessing::platform
