// SPDX-License-Identifier: BSL-1.0
// Clocks that crawl, go back, or are not those that waits go by, and sleeps that end early.
#include <time.h>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(clockid_t, timespec*)> next_clock_gettime{"clock_gettime"};
constinit real<int(const timespec*, timespec*)> next_nanosleep{"nanosleep"};

constexpr long long second = 1'000'000'000;
constexpr long long hour = 3600 * second;
constexpr long long tick = 20'000'000;
constexpr long long crawl = 400;        // a millisecond, which the library tries its mechanisms by, takes a moment
constexpr long long step = 30'000'000;  // a reading so long after the one before has waited in between
constexpr int readings_behind = 4;

constinit std::atomic<long long> first{0};
constinit std::atomic<long long> latest{0};
constinit std::atomic<int> behind{0};

long long crawled(long long now) {
  long long nothing = 0;
  first.compare_exchange_strong(nothing, now);
  return first + (now - first) / crawl;
}

/// After a wait the next few readings are from before its end.
long long stepped_back(long long now) {
  const long long before = latest.exchange(now);
  if (before != 0 && now - before > step) {
    behind = readings_behind;
    return now;
  }
  if (behind <= 0) return now;
  --behind;
  struck();
  return now - 2 * step;
}

long long steady(long long now) {
  if (strikes("clock-crawls")) return crawled(now);
  if (chosen("clock-steps-back")) return stepped_back(now);
  if (strikes("clock-coarse")) return now / tick * tick;
  if (strikes("clock-behind-waits")) return now - hour;
  if (launched() && strikes("clock-ahead-of-waits")) return now + hour;
  return now;
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int clock_gettime(clockid_t clock, timespec* now) {
  const int answer = next_clock_gettime(clock, now);
  if (answer != 0) return answer;
  long long told = now->tv_sec * second + now->tv_nsec;
  if (clock == CLOCK_MONOTONIC) told = steady(told);
  now->tv_sec = told / second;
  now->tv_nsec = told % second;
  return answer;
}

extern "C" int nanosleep(const timespec* wanted, timespec* left) {
  if (strikes("sleep-early")) return 0;
  return next_nanosleep(wanted, left);
}
