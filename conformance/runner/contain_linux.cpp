// SPDX-License-Identifier: BSL-1.0
// Listing through /proc. As this program adopts orphans, every descendant has a chain of parents that leads here. Where
// the system refuses that (gVisor 20221219), orphans are told by the marks of their case.
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <fstream>
#include <map>
#include <sstream>

#include "contain_listing.hpp"

namespace procport::runner {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string out;
  std::array<char, 4096> part{};
  // With read(), a process that dies in the middle of this ends the file; through iterators it would throw.
  while (in.read(part.data(), part.size()), in.gcount() > 0)
    out.append(part.data(), static_cast<std::size_t>(in.gcount()));
  return out;
}

constexpr unsigned long exiting_flag = 0x4;  // PF_EXITING, include/linux/sched.h

/// proc(5), "/proc/pid/stat": the name is in parentheses and may hold any character, so the last one counts.
std::optional<FoundProcess> read_process(long pid) {
  const auto text = contents("/proc/" + std::to_string(pid) + "/stat");
  const auto open = text.find('('), close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return std::nullopt;
  FoundProcess found;
  found.pid = pid;
  found.name = text.substr(open + 1, close - open - 1);
  std::istringstream rest(text.substr(close + 1));
  long group = 0, terminal = 0, terminal_group = 0;
  unsigned long flags = 0;
  rest >> found.state >> found.parent >> group >> found.session >> terminal >> terminal_group >> flags;
  std::string skipped;
  for (int field = 10; field < 22; ++field) rest >> skipped;
  rest >> found.started;
  found.ending = (flags & exiting_flag) != 0;
  if (!rest) return std::nullopt;
  return found;
}

std::map<long, FoundProcess> all_processes() {
  std::map<long, FoundProcess> all;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; entry != end && !error; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (!std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; })) continue;
    if (auto found = read_process(std::stol(name))) all.emplace(found->pid, std::move(*found));
  }
  return all;
}

bool is_dead(const FoundProcess& process) { return process.state == 'Z' || process.state == 'X'; }

std::vector<std::string> links_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; entry != end && !error; entry.increment(error)) {
    std::error_code ignored;
    out.push_back(fs::read_symlink(entry->path(), ignored).string());
  }
  return out;
}

/// Who owns a process, as its session, environment, current directory or open files tell.
std::optional<std::size_t> owner_by_mark(const FoundProcess& process, const std::vector<Marks>& marks) {
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (process.session == marks[i].leader) return i;
  }
  const auto folder = fs::path("/proc") / std::to_string(process.pid);
  const auto environment = '\0' + contents(folder / "environ");
  std::error_code error;
  const auto current = fs::read_symlink(folder / "cwd", error).string();
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const auto entry = '\0' + ("MULTIPROCESSING_TOKEN=" + marks[i].token) + '\0';
    if (environment.find(entry) != std::string::npos) return i;
    if (!marks[i].work.empty() && current.starts_with(marks[i].work.string())) return i;
  }
  const auto open_files = links_in(folder / "fd");
  for (std::size_t i = 0; i < marks.size(); ++i) {
    for (const auto& pipe : marks[i].pipes) {
      if (std::ranges::count(open_files, pipe)) return i;
    }
  }
  return std::nullopt;
}

/// Who owns a descendant that has no mark: it can belong only to a case that was alone all the time.
std::optional<std::size_t> owner_if_alone(const FoundProcess& process, const std::vector<Marks>& marks) {
  if (marks.size() == 1 && marks.front().alone) {
    const auto leader = read_process(marks.front().leader);
    if (leader && leader->started <= process.started) return 0;
  }
  return std::nullopt;
}

std::optional<std::size_t> owner_of(const FoundProcess& process, const std::map<long, FoundProcess>& all,
                                    const std::vector<Marks>& marks, long self) {
  std::vector<const FoundProcess*> chain;
  for (const auto* at = &process; at != nullptr;) {
    for (std::size_t i = 0; i < marks.size(); ++i) {
      if (at->pid == marks[i].leader) return i;
    }
    chain.push_back(at);
    if (at->parent == self || chain.size() > all.size()) break;
    const auto parent = all.find(at->parent);
    at = parent == all.end() ? nullptr : &parent->second;
  }
  for (const auto* at : chain) {
    if (const auto owner = owner_by_mark(*at, marks)) return owner;
    if (const auto owner = owner_if_alone(*at, marks)) return owner;
  }
  return std::nullopt;
}

bool descends_from(const FoundProcess& process, const std::map<long, FoundProcess>& all, long ancestor) {
  long parent = process.parent;
  for (std::size_t hops = 0; hops <= all.size() && parent > 1; ++hops) {
    if (parent == ancestor) return true;
    const auto found = all.find(parent);
    if (found == all.end()) return false;
    parent = found->second.parent;
  }
  return parent == ancestor;
}

}  // namespace

bool adopt_orphans() { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0; }

std::optional<std::vector<FoundProcess>> living_descendants(const std::vector<Marks>& marks, bool adopts) {
  const long self = getpid();
  const auto all = all_processes();
  if (!all.contains(self)) return std::nullopt;  // /proc is not mounted, or hides even this process
  std::vector<FoundProcess> out;
  for (const auto& [pid, process] : all) {
    if (pid == self || is_dead(process)) continue;
    auto found = process;
    if (descends_from(process, all, self)) {
      found.owner = owner_of(process, all, marks, self);
    } else {
      if (!adopts) found.owner = owner_by_mark(process, marks);
      if (!found.owner) continue;
    }
    found.waits_for = contents("/proc/" + std::to_string(pid) + "/wchan");
    if (found.waits_for == "0") found.waits_for.clear();
    out.push_back(std::move(found));
  }
  return out;
}

void reap_orphans(const std::vector<Marks>& marks) {
  const long self = getpid();
  for (const auto& entry : all_processes()) {
    const auto& process = entry.second;
    if (process.parent != self || !is_dead(process)) continue;
    const bool leads = std::ranges::any_of(marks, [&](const Marks& mark) { return mark.leader == process.pid; });
    if (!leads) waitpid(static_cast<pid_t>(process.pid), nullptr, WNOHANG);
  }
}

std::optional<std::vector<ResidueItem>> take_objects(const std::string& token) {
  const fs::path folder = "/dev/shm";
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  if (error) return std::nullopt;
  std::vector<ResidueItem> out;
  std::vector<fs::path> files;
  for (; entry != fs::directory_iterator() && !error; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (name.find(token) != std::string::npos) files.push_back(entry->path());
  }
  for (const auto& file : files) {
    const auto name = file.filename().string();
    // glibc and musl keep a named semaphore NAME in the file sem.NAME.
    const bool semaphore = name.starts_with("sem.");
    const auto bytes = fs::file_size(file, error);
    const auto detail = error ? std::string() : std::to_string(bytes) + " bytes";
    fs::remove(file, error);
    out.push_back({semaphore ? "semaphore" : "shared-memory", semaphore ? name.substr(4) : name,
                   detail + (error ? ", could not be removed: " + error.message() : "")});
  }
  return out;
}

std::string containment_kind(bool adopts) {
  return adopts ? "strong(subreaper+session)" : "weak(marks; this system refuses to let the runner adopt orphans)";
}

void kill_found(const FoundProcess& process) {
#if defined(SYS_pidfd_open) && defined(SYS_pidfd_send_signal)
  const auto handle = static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(process.pid), 0U));
  if (handle >= 0) {
    const auto now = read_process(process.pid);
    if (now && now->started == process.started) syscall(SYS_pidfd_send_signal, handle, SIGKILL, nullptr, 0U);
    close(handle);
    return;
  }
#endif
  const auto now = read_process(process.pid);
  if (now && now->started == process.started) kill(static_cast<pid_t>(process.pid), SIGKILL);
}

}  // namespace procport::runner
