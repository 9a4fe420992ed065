// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by the futex call.
#include "common/wait_on_address_word.hpp"
#include "linux/futex_probe.hpp"
#include "linux/futex_word.hpp"

namespace multiprocessing::platform {

extern const wait_on_address_strategy futex_wait_on_address;
const wait_on_address_strategy futex_wait_on_address = word_wait_strategy<futex_word>(probe_futex);

}  // namespace multiprocessing::platform
