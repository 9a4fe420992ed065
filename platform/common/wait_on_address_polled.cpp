// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by looking at it again and again: for systems where processes cannot sleep on memory.
#include "common/polled_word.hpp"
#include "common/wait_on_address_word.hpp"

namespace multiprocessing::platform {

extern const wait_on_address_strategy polled_wait_on_address;
const wait_on_address_strategy polled_wait_on_address = word_wait_strategy<polled_word>(polled_word::probe);

}  // namespace multiprocessing::platform
