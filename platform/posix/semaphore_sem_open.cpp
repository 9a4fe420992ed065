// SPDX-License-Identifier: BSL-1.0
// Semaphores by sem_open. The name stays while the process that made the semaphore holds it, since a launched program
// opens it by name; that process takes it away.
//
// The maximum is kept by looking at the value before posting. Two processes that release at the same moment may both
// see room for the last unit, so a semaphore that is released more often than acquired can exceed its maximum by the
// number of those that race; one that is used in pairs cannot.
#include <semaphore.h>
#include <cerrno>
#include <climits>
#include <ctime>

#include "common/probe.hpp"
#include "platform/random.hpp"
#include "platform/semaphore.hpp"
#include "posix/descriptor.hpp"
#include "posix/named_objects.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "sem-open";
constexpr int tries = 16;

// A waiter that is killed when it has just been woken takes the wake-up with it, and the unit stays. Others find it at
// the end of their slice.
constexpr std::chrono::nanoseconds slice = 250ms;

#ifdef SEM_VALUE_MAX
constexpr std::uint32_t largest = SEM_VALUE_MAX;
#else
constexpr std::uint32_t largest = _POSIX_SEM_VALUE_MAX;
#endif

timespec to_timespec(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timespec converted{};
  converted.tv_sec = static_cast<time_t>(seconds.count());
  converted.tv_nsec = static_cast<long>((time - seconds).count());
  return converted;
}

/// One wait on the real-time clock, the only one that POSIX had before 2024. A slice is the most that a change of the
/// system time can add; the caller compares with the steady clock.
int wait_realtime(sem_t* taken, const steady_clock::time_point& until) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const auto left = std::max(std::chrono::nanoseconds(until - steady_clock::now()), std::chrono::nanoseconds(0));
  const auto then = std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec) + left;
  const timespec limit = to_timespec(then);
  return sem_timedwait(taken, &limit) == 0 ? 0 : errno;
}

/// 0, or the error of one wait: ETIMEDOUT or EINTR when there is nothing yet.
int wait_once(sem_t* taken, const steady_clock::time_point& until) {
#if MP_HAVE_SEM_CLOCKWAIT
  const timespec limit = to_timespec(until.time_since_epoch());
  if (sem_clockwait(taken, CLOCK_MONOTONIC, &limit) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
  return wait_realtime(taken, until);
}

class named_semaphore final : public semaphore {
 public:
  named_semaphore(sem_t* opened, std::string name, std::uint32_t maximum, bool made_here)
      : opened_(opened), name_(std::move(name)), maximum_(maximum), made_here_(made_here) {}
  ~named_semaphore() override {
    if (made_here_) unlink_own_name(name_);
    sem_close(opened_);
  }
  named_semaphore(const named_semaphore&) = delete;
  named_semaphore& operator=(const named_semaphore&) = delete;

  result<bool> acquire(const deadline& until) override {
    while (true) {
      if (retried([&] { return sem_trywait(opened_); }) == 0) return true;
      if (errno != EAGAIN) return native_error("sem_trywait", errno);
      if (passed(until)) return false;
      const int code = wait_once(opened_, *slice_of(until, slice));
      if (code == 0) return true;
      if (code != ETIMEDOUT && code != EINTR) return native_error("sem_timedwait", code);
    }
  }

  result<bool> release() override {
    // Where the value cannot be read, only the system's own limit is kept.
    int count = 0;
    if (sem_getvalue(opened_, &count) == 0 && count >= 0 && static_cast<std::uint32_t>(count) >= maximum_) return false;
    if (sem_post(opened_) == 0) return true;
    if (errno == EOVERFLOW) return false;
    return native_error("sem_post", errno);
  }

  result<std::uint32_t> value() const override {
    int count = 0;
    if (sem_getvalue(opened_, &count) != 0) {
      if (errno == ENOSYS) return unsupported_error("sem_getvalue", "the system does not tell the value");
      return native_error("sem_getvalue", errno);
    }
    return count < 0 ? 0U : static_cast<std::uint32_t>(count);  // negative: some systems count those who wait
  }

  semaphore_transfer transfer() const override { return {std::string(strategy_name), name_, {}, maximum_}; }

 private:
  sem_t* opened_;
  std::string name_;
  std::uint32_t maximum_;
  bool made_here_;  // by this process, or by the one that it was forked from
};

result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum, semaphore_memory&) {
  for (int count = 0; count < tries; ++count) {
    auto name = random_name();
    if (!name) return name.error();
    const std::string path = "/" + *name;
    sem_t* const opened = sem_open(path.c_str(), O_CREAT | O_EXCL, 0600, initial);
    if (opened == SEM_FAILED && (errno == EEXIST || errno == EINTR)) continue;
    if (opened == SEM_FAILED) return native_error("sem_open", errno);
    remember_name(path, sem_unlink);
    return {std::make_unique<named_semaphore>(opened, path, maximum, true)};
  }
  return native_error("sem_open", EEXIST);
}

result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory&) {
  sem_t* opened = SEM_FAILED;
  do {
    opened = sem_open(from.name.c_str(), 0);
  } while (opened == SEM_FAILED && errno == EINTR);
  if (opened == SEM_FAILED) return native_error("sem_open", errno, "the semaphore of whoever handed it over");
  return {std::make_unique<named_semaphore>(opened, from.name, from.maximum, false)};
}

evidence probe() {
  semaphore_memory unused{};
  const auto made = make(0, 1, unused);
  if (!made) return seen_failing(made.error());
  semaphore& tried = **made;
  const auto posted = tried.release();
  if (!posted) return seen_failing(posted.error());
  const auto taken = tried.acquire(deadline_after(0ns));
  if (!taken) return seen_failing(taken.error());
  const auto nothing = tried.acquire(deadline_after(1ms));
  if (!nothing) return seen_failing(nothing.error());
  if (!*taken || *nothing) return seen_misbehaving("sem_post, sem_timedwait", "a unit was lost or made up");
  return seen_working("sem_open, sem_post, sem_trywait, sem_timedwait");
}

}  // namespace

extern const semaphore_strategy sem_open_semaphore;
const semaphore_strategy sem_open_semaphore{{strategy_name, probe}, largest, make, attach};

}  // namespace multiprocessing::platform
