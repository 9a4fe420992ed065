// SPDX-License-Identifier: BSL-1.0
// In place of robust mutexes where the C library has none: macOS, OpenBSD, bionic and Cygwin (gnulib,
// pthread_mutexattr_setrobust.texi).
#include <cerrno>

#include "common/probe.hpp"
#include "platform/lock.hpp"

namespace multiprocessing::platform {
namespace {

error absent() { return native_error("pthread_mutexattr_setrobust", ENOSYS, "the C library does not have it"); }

}  // namespace

extern const lock_strategy pthread_robust_lock;
const lock_strategy pthread_robust_lock{
    {"pthread-robust", [] { return seen_failing(absent()); }},
    lock_releaser::holding_thread,
    [](lock_memory&) -> result<std::unique_ptr<lock>> { return absent(); },
    [](const lock_transfer&, lock_memory&) -> result<std::unique_ptr<lock>> { return absent(); }};

}  // namespace multiprocessing::platform
