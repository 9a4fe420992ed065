// SPDX-License-Identifier: BSL-1.0
// The verbs of a line, and the order in which they are done.
#include "emulation.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>

namespace emulated {
namespace {

std::size_t number(const std::string& text, int base = 10) {
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  if (error != std::errc() || end != text.data() + text.size()) throw Problem{"'" + text + "' is not a number"};
  return out;
}

int limit_named(const std::string& name) {
  if (name == "descriptors") return RLIMIT_NOFILE;
  if (name == "memory") return RLIMIT_AS;
  throw Problem{"there is no limit '" + name + "'"};
}

/// Processes that use up the processors until this one ends.
void be_busy(std::size_t processes) {
  const auto parent = getpid();
  for (std::size_t i = 0; i < processes; ++i) {
    const auto child = fork();
    check(child, "fork");
    if (child != 0) continue;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);  // which has ended before it could have been told
    for (int descriptor : {0, 1, 2}) close(descriptor);
    for (volatile unsigned spin = 0;;) spin = spin + 1;
  }
}

}  // namespace

void check(long result, const std::string& what) {
  if (result == -1) throw Problem{what + ": " + std::strerror(errno)};
}

void go_on_inside(const std::vector<std::filesystem::path>& left) {
  const auto child = fork();
  check(child, "fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return;
  }
  int status = 0;
  while (waitpid(child, &status, 0) != child) continue;
  std::error_code ignored;
  for (const auto& path : left) std::filesystem::remove_all(path, ignored);
  if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  _exit(128 + WTERMSIG(status));
}

void Emulation::add(const Line& line) {
  const auto& words = line.words;
  const auto operands = [&](std::size_t count) {
    if (words.size() != count + 1) {
      throw Problem{"'" + words.front() + "' takes " + std::to_string(count) + " operands"};
    }
  };
  const auto& verb = words.front();
  if (verb == "deny") {  // CALL ERROR
    operands(2);
    denials_.push_back({number_of_call(words[1]), number_of_error(words[2])});
  } else if (verb == "refuse") {  // FUNCTION ERROR
    operands(2);
    refusals_ += words[1] + "=" + std::to_string(number_of_error(words[2])) + ",";
  } else if (verb == "longest") {  // name|socket-path BYTES
    operands(2);
    refusals_ += "longest-" + words[1] + "=" + std::to_string(number(words[2])) + ",";
  } else if (verb == "resize-once" || verb == "clock-steps") {
    operands(0);
    refusals_ += verb + "=1,";
  } else if (verb == "limit") {  // RESOURCE COUNT
    operands(2);
    limits_.emplace_back(limit_named(words[1]), number(words[2]));
  } else if (verb == "shared-memory") {  // mount options of a tmpfs, or none
    operands(1);
    shared_memory_ = words[1];
  } else if (verb == "read-only") {  // FOLDER
    operands(1);
    read_only_.push_back(words[1]);
  } else if (verb == "process-1") {
    operands(0);
    first_process_ = true;
  } else if (verb == "umask") {
    operands(1);
    umask_ = static_cast<int>(number(words[1], 8));
  } else if (verb == "close") {  // DESCRIPTOR...
    for (std::size_t i = 1; i < words.size(); ++i) closed_.push_back(static_cast<int>(number(words[i])));
  } else if (verb == "ignore-children") {
    operands(0);
    ignored_.push_back(SIGCHLD);
  } else if (verb == "folder") {  // NAME
    operands(1);
    folder_ = words[1];
  } else if (verb == "temporary-folder") {  // LENGTH of its path
    operands(1);
    temporary_length_ = number(words[1]);
  } else if (verb == "busy") {  // PROCESSES
    operands(1);
    busy_ = number(words[1]);
  } else {
    throw Problem{"there is no verb '" + verb + "'"};
  }
}

void Emulation::apply(const std::filesystem::path& denied_calls) {
  namespace fs = std::filesystem;
  if (!shared_memory_.empty() || !read_only_.empty() || first_process_) {
    enter_namespaces(shared_memory_, read_only_, first_process_);
  }
  if (!folder_.empty()) {
    const auto folder = fs::current_path() / folder_;
    fs::create_directory(folder);
    go_on_inside({folder});
    fs::current_path(folder);
  }
  if (temporary_length_ != 0) {
    const auto first = fs::current_path() / "t";
    auto folder = first.string();
    while (folder.size() + 1 < temporary_length_) {
      folder += "/" + std::string(std::min<std::size_t>(temporary_length_ - folder.size() - 1, 100), 't');
    }
    fs::create_directories(folder);
    go_on_inside({first});
    check(setenv("TMPDIR", folder.c_str(), 1), "setenv");
  } else if (!read_only_.empty()) {
    check(setenv("TMPDIR", read_only_.front().c_str(), 1), "setenv");
  }
  if (umask_ >= 0) umask(static_cast<mode_t>(umask_));
  be_busy(busy_);
  for (const int number : ignored_) {
    if (signal(number, SIG_IGN) == SIG_ERR) check(-1, "signal");
  }
  if (!refusals_.empty()) {
    // The loader would only warn of one that is not there, and take nothing.
    if (!fs::exists(denied_calls)) throw Problem{"there is no " + denied_calls.string()};
    check(setenv("EMULATED_CALLS", refusals_.c_str(), 1), "setenv");
    check(setenv("LD_PRELOAD", denied_calls.c_str(), 1), "setenv");
  }
  for (const auto& [resource, count] : limits_) {
    rlimit limit{};
    check(getrlimit(static_cast<__rlimit_resource_t>(resource), &limit), "getrlimit");
    limit.rlim_cur = std::min<rlim_t>(count, limit.rlim_max);
    limit.rlim_max = limit.rlim_cur;
    check(setrlimit(static_cast<__rlimit_resource_t>(resource), &limit), "setrlimit");
  }
  std::vector<std::pair<long, int>> denials;
  for (const auto& denial : denials_) denials.emplace_back(denial.call, denial.error);
  if (!denials.empty()) filter_system_calls(denials);
  for (const int descriptor : closed_) close(descriptor);
}

}  // namespace emulated
