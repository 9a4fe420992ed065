// SPDX-License-Identifier: BSL-1.0
// What runs on a target: the contract tests, then the runner. It stands alone, so that a kernel without anything else
// can have it as its first process.
//
//   target-session JOB                    runs the job where it is
//   target-session --stream JOB           the same; messages go to standard error, JOB/out as an archive to standard output
//   target-session --boot-alone JOB       as the first process of a machine that has only this: JOB/out goes to /dev/vda
//   target-session --boot-hosted JOB      as the first process of a kernel that sees its host's files
//
// JOB/plan has a line for each program: name, seconds, NAME=VALUE or NAME for the environment, program, arguments,
// between tabs. The last line is the runner. JOB/out/exit-code holds what the session would have ended with.
#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "ustar.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Program {
  std::string name, variable;
  int seconds = 0;
  std::vector<std::string> command;
};

std::vector<Program> read_plan(const fs::path& file) {
  std::vector<Program> plan;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    Program program;
    std::string seconds;
    std::getline(fields, program.name, '\t');
    std::getline(fields, seconds, '\t');
    std::getline(fields, program.variable, '\t');
    for (std::string word; std::getline(fields, word, '\t');) program.command.push_back(word);
    program.seconds = std::atoi(seconds.c_str());
    plan.push_back(std::move(program));
  }
  return plan;
}

/// A child in a session of its own, with its output in `log`, or where this process's goes if that is empty.
pid_t start(const Program& program, const fs::path& log) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  if (!log.empty()) {
    setsid();
    const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    dup2(file, 1);
    dup2(file, 2);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (const auto sign = program.variable.find('='); sign != std::string::npos) {
    setenv(program.variable.substr(0, sign).c_str(), program.variable.c_str() + sign + 1, 1);
  } else {
    unsetenv(program.variable.c_str());
  }
  std::vector<char*> arguments;
  for (const auto& word : program.command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  std::cerr << "target-session: " << arguments[0] << ": " << std::strerror(errno) << "\n";
  _exit(127);
}

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGCHLD, SIGINT, SIGTERM}) sigaddset(&set, number);
  return set;
}

int stopped_by = 0;

/// Waits for one child, and takes in the orphans of others on the way. Returns an exit code, 128 and more for a signal.
/// A request to stop is handed on to the child.
int wait_for(pid_t pid, int seconds, bool& late) {
  const sigset_t set = watched();
  const auto until = Clock::now() + std::chrono::seconds(seconds);
  while (true) {
    int status = 0;
    for (pid_t got = waitpid(-1, &status, WNOHANG); got > 0; got = waitpid(-1, &status, WNOHANG)) {
      if (got == pid) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (seconds > 0 && Clock::now() > until && !late) {
      late = true;
      kill(-pid, SIGKILL);
    }
    const timespec moment{0, 200'000'000};  // SIGCHLD ends it earlier
    const int got = sigtimedwait(&set, nullptr, &moment);
    if (got == SIGINT || got == SIGTERM) {
      stopped_by = got;
      kill(pid, got);
    }
  }
}

/// Zero when every contract test passed.
int contract_tests(const std::vector<Program>& tests, const fs::path& out) {
  fs::create_directories(out / "contract");
  std::ofstream record(out / "contract.txt");
  int failed = 0;
  for (const auto& test : tests) {
    const auto began = Clock::now();
    const auto log = out / "contract" / (test.name + ".log");
    if (stopped_by != 0) break;
    const pid_t pid = start(test, log);
    bool late = false;
    const int code = wait_for(pid, test.seconds, late);
    kill(-pid, SIGKILL);
    std::ostringstream line;
    line << (code == 0 ? "passed  " : "FAILED  ") << test.name << "  "
         << std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count() << " ms";
    if (late) line << ", killed at its limit of " << test.seconds << " s";
    if (code != 0) line << ", exit code " << code << ", see contract/" << test.name << ".log";
    record << line.str() << std::endl;
    std::cout << line.str() << std::endl;
    failed += code != 0;
  }
  std::cout << tests.size() - failed << " of " << tests.size() << " contract test programs passed" << std::endl;
  return failed == 0 ? 0 : 1;
}

int session(const fs::path& job) {
  const auto out = job / "out";
  fs::create_directories(out);
  auto plan = read_plan(job / "plan");
  if (plan.empty()) {
    std::cerr << "target-session: there is nothing in " << job / "plan" << "\n";
    return 9;
  }
  const sigset_t set = watched();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  const auto runner = plan.back();
  plan.pop_back();
  const int contract = contract_tests(plan, out);
  if (stopped_by != 0) return 128 + stopped_by;
  bool late = false;
  const int judged = wait_for(start(runner, {}), 0, late);
  const int code = judged != 0 ? judged : contract;
  std::ofstream(out / "exit-code") << code << "\n";
  return code;
}

void mount_at(const char* type, const char* folder) {
  mkdir(folder, 0755);
  if (mount(type, folder, type, MS_NOSUID, nullptr) != 0) {
    std::cerr << "target-session: mount " << type << " on " << folder << ": " << std::strerror(errno) << "\n";
  }
}

void loopback_up() {
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  ioctl(any, SIOCSIFFLAGS, &request);
  close(any);
}

/// Modules are in the order in which they need each other: 00-virtio.ko, 01-virtio_blk.ko and so on.
void load_modules(const fs::path& folder) {
  std::error_code none;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, none)) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) {
    const int opened = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (syscall(SYS_finit_module, opened, "", 0) != 0) {
      std::cerr << "target-session: " << file << ": " << std::strerror(errno) << "\n";
    }
    close(opened);
  }
}

void prepare_machine() {
  umask(022);
  mount_at("proc", "/proc");
  mount_at("sysfs", "/sys");
  mount_at("devtmpfs", "/dev");
  mount_at("tmpfs", "/dev/shm");
  chmod("/dev/shm", 01777);
  loopback_up();
  setenv("PATH", "/usr/bin:/bin", 1);
}

void send_home(const fs::path& job) {
  load_modules(job / "modules");
  int device = -1;
  // A disk appears a moment after its driver.
  for (int tries = 0; tries < 100 && device < 0; ++tries) {
    device = open("/dev/vda", O_WRONLY | O_CLOEXEC);
    if (device < 0) usleep(50'000);
  }
  if (device < 0 || !write_archive(device, job / "out") || fsync(device) != 0) {
    std::cerr << "target-session: /dev/vda: " << std::strerror(errno) << "\n";
  }
}

int boot(const std::string& how, const fs::path& job) {
  prepare_machine();
  const bool alone = how == "--boot-alone";
  if (alone) {
    mkdir("/tmp", 01777);  // what the kernel unpacked is in memory as it is
  } else {
    // Of a host's folders this one can be hidden without hiding what is to be run.
    mount_at("tmpfs", "/run");
    setenv("TMPDIR", "/run", 1);
  }
  const int code = session(job);
  if (alone) send_home(job);
  sync();
  reboot(RB_POWER_OFF);
  return code;
}

int stream(const fs::path& job) {
  const int archive = dup(1);
  fcntl(archive, F_SETFD, FD_CLOEXEC);
  dup2(2, 1);
  const int code = session(job);
  return write_archive(archive, job / "out") ? code : 9;
}

}  // namespace

int main(int argc, char** argv) {
  // User-Mode Linux adds a root=... of its own at the end.
  const std::string how = argc >= 3 ? argv[1] : "";
  if (how.starts_with("--boot-") && getpid() == 1) return boot(how, argv[2]);
  if (how == "--stream") return stream(argv[2]);
  if (argc == 2) return session(argv[1]);
  std::cerr << "usage: target-session [--stream] JOB\n";
  return 2;
}
