// SPDX-License-Identifier: BSL-1.0
// Reads from the environment which defect is chosen, and leaves the mark of its first strike.
#include "defect.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace broken {

constinit real<long(long, long, long, long, long, long, long)> next_syscall{"syscall"};

namespace {

constinit real<int(int, struct stat*)> next_fstat{"fstat"};

constexpr int none = -1;
constinit int chosen_index = none;
constinit bool is_launched = false;
constinit const char* mark = nullptr;
constinit std::atomic<bool> marked{false};

/// What of the library's mechanisms a defect is in, unless somebody has asked for others already. A launched program
/// inherits the answer.
void ask_for_strategy(const char* words) {
  if (words != nullptr) ::setenv("MULTIPROCESSING_STRATEGY", words, 0);
}

/// The library proves its mechanisms when it is asked for its facts, by launching peers, and hands on what stood the
/// proof, to the next peer as well.
bool has_been_proven() {
  return ::getenv("MULTIPROCESSING_PROVEN") != nullptr && ::getenv("MULTIPROCESSING_PEER") == nullptr;
}

__attribute__((constructor)) void choose() {
  static_cast<void>(system_call(SYS_getpid));  // so that the mark needs no search for the function
  const char* const id = ::getenv("BROKEN_SYSTEM");
  if (id == nullptr) return;
  mark = ::getenv("BROKEN_SYSTEM_MARK");
  const int index = find(id);
  if (index == none) {
    std::fprintf(stderr, "broken-system: there is no defect '%s'\n", id);
    ::_exit(2);
  }
  is_launched = ::getsid(0) != static_cast<pid_t>(system_call(SYS_getpid));
  ask_for_strategy(table[index].strategy);
  if (table[index].begins == onset::after_proof && !has_been_proven()) return;
  chosen_index = index;
  begin_in_process();
}

mode_t type_of(int number) noexcept {
  const int kept = errno;
  struct stat status {};
  const int answer = next_fstat(number, &status);
  errno = kept;
  return answer == 0 ? status.st_mode & S_IFMT : 0;
}

}  // namespace

bool chosen(defect which) noexcept { return which.index() == chosen_index; }

void struck() noexcept {
  if (mark == nullptr || marked.exchange(true)) return;
  const int kept = errno;
  const auto path = reinterpret_cast<long>(mark);
  const long file = system_call(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (file >= 0) system_call(SYS_close, file);
  errno = kept;
}

bool launched() noexcept { return is_launched; }

bool is_stream(int number) noexcept {
  const mode_t type = type_of(number);
  return type == S_IFIFO || type == S_IFSOCK;
}

bool is_socket(int number) noexcept { return type_of(number) == S_IFSOCK; }

int fail_with(int code) noexcept {
  errno = code;
  return -1;
}

}  // namespace broken
