// SPDX-License-Identifier: BSL-1.0
// Semaphores as a word that is looked at again and again: for systems where nothing else can be waited for. Needs
// shared memory and nothing more, so no system refuses it.
#include "common/polled_word.hpp"
#include "common/semaphore_word.hpp"

namespace multiprocessing::platform {

extern const semaphore_strategy polled_semaphore;
const semaphore_strategy polled_semaphore = word_semaphore_strategy<polled_word>(polled_word::probe);

}  // namespace multiprocessing::platform
