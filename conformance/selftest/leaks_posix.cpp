// SPDX-License-Identifier: BSL-1.0
// Cases that leave something behind on a POSIX system, or hide from the runner.
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "selftest.hpp"

extern char** environ;

namespace selftest {
namespace {

std::string object_name(const char* suffix) {
  const char* token = std::getenv("MULTIPROCESSING_TOKEN");
  return std::string("/mp-") + (token == nullptr ? "none" : token) + "-" + suffix;
}

[[noreturn]] void wait_for_ever() {
  while (true) pause();
}

int could_not(Record& record, const char* call) {
  return record.end("broken", std::string(call) + ": " + std::strerror(errno));
}

/// Forks; the child runs `body`. Waits until the child says, through a pipe, that it is where it wants to be.
template <class Body>
bool fork_and_settle(Body body) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return false;
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    close(ends[0]);
    body(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  char ready = 0;
  const bool said = read(ends[0], &ready, 1) == 1;
  close(ends[0]);
  return said;
}

void say_ready(int end) {
  [[maybe_unused]] const auto written = write(end, "r", 1);
  close(end);
}

int leak_process(Record& record) {
  const bool done = fork_and_settle([](int end) {
    say_ready(end);
    wait_for_ever();
  });
  return done ? record.end("pass") : could_not(record, "fork");
}

/// The daemon's way: a session of its own, and a parent that is gone.
int leak_daemon(Record& record) {
  const bool done = fork_and_settle([](int end) {
    setsid();
    if (fork() != 0) _exit(0);
    say_ready(end);
    signal(SIGTERM, SIG_IGN);
    wait_for_ever();
  });
  return done ? record.end("pass") : could_not(record, "fork");
}

/// As above, with neither environment nor current directory that could tell where it came from. The pipe to the
/// parent stays open until exec, so the parent goes on only when the new program runs.
int leak_stranger(Record& record) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return could_not(record, "pipe");
  const pid_t child = fork();
  if (child < 0) return could_not(record, "fork");
  if (child == 0) {
    close(ends[0]);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    setsid();
    if (fork() != 0) _exit(0);
    if (chdir("/") != 0) _exit(1);
    std::array<const char*, 3> arguments{"sleep", "1000", nullptr};
    std::array<char*, 1> none{nullptr};
    execve("/bin/sleep", const_cast<char**>(arguments.data()), none.data());
    _exit(1);
  }
  close(ends[1]);
  char unused = 0;
  [[maybe_unused]] const auto end_of_file = read(ends[0], &unused, 1);
  return record.end("pass");
}

/// Three generations, each alive.
int leak_family(Record& record) {
  const bool done = fork_and_settle([](int end) {
    if (fork() == 0 && fork() == 0) say_ready(end);
    close(end);
    wait_for_ever();
  });
  return done ? record.end("pass") : could_not(record, "fork");
}

/// The grandchild keeps standard output open, so the pipe to the runner has no end.
int leak_and_crash(Record& record) {
  const int code = leak_daemon(record);
  if (code == 0) std::abort();
  return code;
}

int hang_with_children(Record& record) {
  const bool done = fork_and_settle([](int end) {
    setsid();
    signal(SIGTERM, SIG_IGN);
    say_ready(end);
    wait_for_ever();
  });
  record.step("the child is there");
  if (done) wait_for_ever();
  return could_not(record, "fork");
}

/// A child that ends by itself soon after its parent, as helper processes do on the end of a pipe: no residue.
int helper_that_follows(Record& record) {
  std::array<int, 2> life{};
  if (pipe(life.data()) != 0) return could_not(record, "pipe");
  const pid_t child = fork();
  if (child < 0) return could_not(record, "fork");
  if (child == 0) {
    close(life[1]);
    char unused = 0;
    [[maybe_unused]] const auto end_of_file = read(life[0], &unused, 1);
    _exit(0);
  }
  return record.end("pass");  // the write end closes with this process
}

/// Children that are dead and that nobody waited for: no residue either.
int unreaped_children(Record& record) {
  for (int i = 0; i < 10; ++i) {
    const pid_t child = fork();
    if (child < 0) return could_not(record, "fork");
    if (child == 0) _exit(0);
  }
  return record.end("pass");
}

int leak_semaphore(Record& record) {
  sem_t* semaphore = sem_open(object_name("sem").c_str(), O_CREAT | O_EXCL, 0600, 1);
  if (semaphore == SEM_FAILED) return could_not(record, "sem_open");
  return record.end("pass");
}

int leak_memory(Record& record) {
  const int memory = shm_open(object_name("shm").c_str(), O_CREAT | O_EXCL | O_RDWR, 0600);
  if (memory < 0) return could_not(record, "shm_open");
  if (ftruncate(memory, 4096) != 0) return could_not(record, "ftruncate");
  return record.end("pass");
}

int leak_file(Record& record) {
  std::filesystem::create_directory("folder");
  std::ofstream("folder/left.txt") << "left";
  return record.end("pass");
}

int leak_socket(Record& record) {
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, "left.sock");
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return could_not(record, "bind");
  return record.end("pass");
}

int locked_folder(Record& record) {
  std::filesystem::create_directories("locked/inside");
  std::filesystem::permissions("locked", std::filesystem::perms::none);
  return record.end("pass");
}

/// The part of the isolation contract that only the system's own calls can see.
int session(Record& record) {
  const mode_t mask = umask(0);
  bool inherited = false;
  // The control record is the one file that this program has opened itself.
  for (int descriptor = 4; descriptor < 64; ++descriptor) inherited = inherited || fcntl(descriptor, F_GETFD) != -1;
  const bool right = getsid(0) == getpid() && mask == 022 && !inherited;
  if (!right) record.failure("session, umask or descriptors are not as promised");
  return record.end(right ? "pass" : "fail");
}

constexpr Case table[] = {
    {"canary.leak-process", "Leaves a process", leak_process},
    {"canary.leak-semaphore", "Leaves a named semaphore", leak_semaphore},
    {"pass.session", "Has a session of its own, umask 022 and no inherited descriptor", session},
    {"pass.helper-follows", "Has a helper that ends when it sees the end of a pipe", helper_that_follows},
    {"pass.unreaped-children", "Does not wait for ten dead children", unreaped_children},
    {"leak.process", "Leaves a process", leak_process},
    {"leak.daemon", "Leaves a process in another session", leak_daemon},
    {"leak.stranger", "Leaves a program without environment in another session", leak_stranger},
    {"leak.family", "Leaves three generations of processes", leak_family},
    {"leak.and-crash", "Leaves a process and dies by abort()", leak_and_crash},
    {"leak.semaphore", "Leaves a named semaphore", leak_semaphore},
    {"leak.shared-memory", "Leaves shared memory", leak_memory},
    {"leak.file", "Leaves a file in a folder", leak_file},
    {"leak.socket", "Leaves a socket", leak_socket},
    {"leak.locked-folder", "Leaves a folder that nobody may read", locked_folder},
    {"hang.with-children", "Hangs, and has a child in another session", hang_with_children, 500},
};

}  // namespace

std::span<const Case> leaking_cases() { return table; }

int help(const std::vector<std::string>&) { return 64; }

}  // namespace selftest
