// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it.
//
// Semaphores as a word in shared memory, by os_sync_wait_on_address.
#include "bsd/word_probe.hpp"
#include "common/semaphore_word.hpp"
#include "darwin/os_sync_word.hpp"

namespace multiprocessing::platform {

extern const semaphore_strategy os_sync_semaphore;
const semaphore_strategy os_sync_semaphore = word_semaphore_strategy<os_sync_word>(probe_word<os_sync_word>);

}  // namespace multiprocessing::platform
