// SPDX-License-Identifier: BSL-1.0
// Where processes cannot sleep on a word: NetBSD 10, whose _lwp_park serves the threads of one process.
#include "common/probe.hpp"
#include "platform/semaphore.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

error absent() { return unsupported_error("umtx", "processes cannot sleep on a word of memory here"); }

result<std::unique_ptr<semaphore>> make_sem(std::uint32_t, std::uint32_t, semaphore_memory&) { return absent(); }
result<std::unique_ptr<semaphore>> attach_sem(const semaphore_transfer&, semaphore_memory&) { return absent(); }
result<std::unique_ptr<address_wait>> make_wait(wait_memory&) { return absent(); }
result<std::unique_ptr<address_wait>> attach_wait(const wait_transfer&, wait_memory&) { return absent(); }
evidence probe() { return seen_failing(absent()); }

}  // namespace

extern const semaphore_strategy system_word_semaphore;
const semaphore_strategy system_word_semaphore{{"umtx", probe}, 0, make_sem, attach_sem};

extern const wait_on_address_strategy system_word_wait_on_address;
const wait_on_address_strategy system_word_wait_on_address{{"umtx", probe}, make_wait, attach_wait};

}  // namespace multiprocessing::platform
