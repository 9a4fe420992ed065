// SPDX-License-Identifier: BSL-1.0
// Starts a program in a session of its own. Between fork and exec only async-signal-safe calls are made.
#include "contain_launch.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>
#ifdef __linux__
#include <sys/syscall.h>
#endif

extern char** environ;

namespace procport::runner {
namespace {

/// Closes on destruction unless released.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void reset(int value = -1) {
    if (value_ >= 0) close(value_);
    value_ = value;
  }
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

bool make_pipe(Descriptor& read_end, Descriptor& write_end) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return false;
  read_end.reset(ends[0]);
  write_end.reset(ends[1]);
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  return true;
}

/// The caller's environment without what would make two runs differ, and with what the contract promises.
std::vector<std::string> environment_for(const Launch& launch) {
  static constexpr std::array<std::string_view, 6> replaced{"HOME=", "TMPDIR=", "TZ=", "LANG=", "LANGUAGE=", "PWD="};
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool keep = !text.starts_with("LC_") && !text.starts_with("MULTIPROCESSING_TOKEN=");
    for (const auto prefix : replaced) keep = keep && !text.starts_with(prefix);
    for (const auto& [name, value] : launch.environment) keep = keep && !text.starts_with(name + "=");
    if (keep) out.emplace_back(text);
  }
  for (const auto& [name, value] : launch.environment) out.push_back(name + "=" + value);
  const auto folder = launch.work.string();
  out.push_back("HOME=" + folder);
  out.push_back("TMPDIR=" + folder);
  out.push_back("PWD=" + folder);
  out.emplace_back("TZ=UTC");
  out.emplace_back("LC_ALL=C.UTF-8");
  out.push_back("MULTIPROCESSING_TOKEN=" + launch.token);
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (auto& string : strings) out.push_back(string.data());
  out.push_back(nullptr);
  return out;
}

void mark_descriptors_close_on_exec() {
#if defined(__linux__) && defined(SYS_close_range)
  constexpr unsigned int close_on_exec = 4;  // CLOSE_RANGE_CLOEXEC; the header may be older than the kernel
  if (syscall(SYS_close_range, 3U, ~0U, close_on_exec) == 0) return;
#endif
  const long limit = sysconf(_SC_OPEN_MAX);
  const int last = limit > 0 && limit < 65'536 ? static_cast<int>(limit) : 65'536;
  for (int descriptor = 3; descriptor < last; ++descriptor) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

struct Prepared {
  const char* folder;
  char** arguments;
  char** variables;
  int input, output, error, report;
};

[[noreturn]] void become(const Prepared& prepared) {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  umask(022);
  const char* step = "setsid";
  if (setsid() >= 0) {
    step = "chdir";
    if (chdir(prepared.folder) == 0) {
      step = "dup2";
      if (dup2(prepared.input, 0) == 0 && dup2(prepared.output, 1) == 1 && dup2(prepared.error, 2) == 2) {
        mark_descriptors_close_on_exec();
        step = "exec";
        execve(prepared.arguments[0], prepared.arguments, prepared.variables);
      }
    }
  }
  const int code = errno;
  [[maybe_unused]] ssize_t written = write(prepared.report, &code, sizeof code);
  written = write(prepared.report, step, std::strlen(step));
  _exit(127);
}

/// Waits until the child has become the program, or says why it could not.
std::string read_report(int descriptor) {
  std::array<char, sizeof(int) + 32> bytes{};
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto got = read(descriptor, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size < sizeof(int)) return {};
  int code = 0;
  std::memcpy(&code, bytes.data(), sizeof code);
  return std::string(bytes.data() + sizeof code, size - sizeof code) + ": " + std::strerror(code);
}

Launched refused(const char* call) { return {0, -1, -1, std::string(call) + ": " + std::strerror(errno)}; }

}  // namespace

Launched launch_isolated(const Launch& launch) {
  auto arguments = launch.command;
  auto variables = environment_for(launch);
  auto argument_pointers = pointers(arguments);
  auto variable_pointers = pointers(variables);
  const auto folder = launch.work.string();

  Descriptor out_read, out_write, err_read, err_write, report_read, report_write;
  if (!make_pipe(out_read, out_write) || !make_pipe(err_read, err_write) || !make_pipe(report_read, report_write)) {
    return refused("pipe");
  }
  const Descriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (null.get() < 0) return refused("open /dev/null");

  const pid_t pid = fork();
  if (pid < 0) return refused("fork");
  if (pid == 0) {
    become({folder.c_str(), argument_pointers.data(), variable_pointers.data(), null.get(), out_write.get(),
            err_write.get(), report_write.get()});
  }
  report_write.reset();
  auto error = read_report(report_read.get());
  if (!error.empty()) {
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return {0, -1, -1, launch.command.front() + ": " + error};
  }
  return {pid, out_read.release(), err_read.release(), {}};
}

std::string signal_name(int number) {
  static constexpr std::pair<int, const char*> names[]{
      {SIGABRT, "SIGABRT"}, {SIGALRM, "SIGALRM"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},   {SIGHUP, "SIGHUP"},
      {SIGILL, "SIGILL"},   {SIGINT, "SIGINT"},   {SIGKILL, "SIGKILL"}, {SIGPIPE, "SIGPIPE"}, {SIGQUIT, "SIGQUIT"},
      {SIGSEGV, "SIGSEGV"}, {SIGSYS, "SIGSYS"},   {SIGTERM, "SIGTERM"}, {SIGTRAP, "SIGTRAP"}, {SIGUSR1, "SIGUSR1"},
      {SIGUSR2, "SIGUSR2"}, {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"}};
  for (const auto& [value, name] : names) {
    if (value == number) return name;
  }
  return "signal";
}

}  // namespace procport::runner
