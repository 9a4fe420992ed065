// SPDX-License-Identifier: BSL-1.0
// Semaphores as a word in shared memory that the kernel can put waiters to sleep on.
#include "common/semaphore_word.hpp"
#include "linux/futex_probe.hpp"
#include "linux/futex_word.hpp"

namespace multiprocessing::platform {

extern const semaphore_strategy futex_semaphore;
const semaphore_strategy futex_semaphore = word_semaphore_strategy<futex_word>(probe_futex);

}  // namespace multiprocessing::platform
