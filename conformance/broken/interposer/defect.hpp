// SPDX-License-Identifier: BSL-1.0
// What every file of the interposer uses: which defect is chosen, that it has struck, and the functions behind its own.
#pragma once

#include <dlfcn.h>
#include <atomic>
#include <cstddef>

#include "defect_table.hpp"

namespace broken {

/// A defect by its id, which is looked up when this is compiled: a word that is not in the table does not build.
class defect {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): strikes("close-forgets") shall read as it stands.
  consteval defect(const char* id) : index_(index_of(id)) {}
  [[nodiscard]] constexpr int index() const noexcept { return index_; }

 private:
  int index_;
};

/// Whether this process shall suffer from it. Nothing is chosen before the constructor of this library has run.
bool chosen(defect which) noexcept;

/// Leaves the mark that says that the chosen defect has done something. Safe in a signal handler and after vfork.
void struck() noexcept;

inline bool strikes(defect which) noexcept {
  if (!chosen(which)) return false;
  struck();
  return true;
}

/// What a defect changes of a whole process, once, when it begins there.
void begin_in_process();

/// Whether this program was launched by another one of its session: a child of a case, and not the case itself. What
/// a process tries by itself, its forked children included, does not meet a defect that asks this.
bool launched() noexcept;

/// Whether a descriptor is a pipe or a socket. The record of a case and the files of its body are neither.
bool is_stream(int number) noexcept;
bool is_socket(int number) noexcept;

/// True each `period`th time that it is asked, as if it had been asked `before` so often.
class counter {
 public:
  constexpr explicit counter(unsigned period, unsigned before = 0) : period_(period), asked_(before) {}
  bool due() noexcept { return ++asked_ % period_ == 0; }

 private:
  unsigned period_;
  std::atomic<unsigned> asked_;
};

/// The function of that name that comes after this library's, found when it is first called. A constant from the
/// beginning, so it serves before any constructor has run, and it takes no lock that a forked child might find taken.
template <class Signature>
class real;

template <class Answer, class... Arguments>
class real<Answer(Arguments...)> {
 public:
  constexpr explicit real(const char* name) : name_(name) {}

  Answer operator()(Arguments... arguments) noexcept { return find()(arguments...); }

 private:
  using function = Answer (*)(Arguments...);

  function find() noexcept {
    if (const auto known = found_.load(std::memory_order_relaxed)) return known;
    const auto fresh = reinterpret_cast<function>(dlsym(RTLD_NEXT, name_));
    found_.store(fresh, std::memory_order_relaxed);
    return fresh;
  }

  const char* name_;
  std::atomic<function> found_{nullptr};
};

/// The system call itself. A plain call of syscall() here would come back to this library.
extern real<long(long, long, long, long, long, long, long)> next_syscall;

inline long system_call(long number, long first = 0, long second = 0, long third = 0, long fourth = 0, long fifth = 0,
                        long sixth = 0) noexcept {
  return next_syscall(number, first, second, third, fourth, fifth, sixth);
}

/// errno, set from a function that then answers -1.
int fail_with(int code) noexcept;

}  // namespace broken
