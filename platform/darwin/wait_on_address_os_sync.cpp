// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it.
//
// Waiting on a word by os_sync_wait_on_address.
#include "bsd/word_probe.hpp"
#include "common/wait_on_address_word.hpp"
#include "darwin/os_sync_word.hpp"

namespace multiprocessing::platform {

extern const wait_on_address_strategy os_sync_wait_on_address;
const wait_on_address_strategy os_sync_wait_on_address = word_wait_strategy<os_sync_word>(probe_word<os_sync_word>);

}  // namespace multiprocessing::platform
