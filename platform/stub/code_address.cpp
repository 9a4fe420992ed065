// SPDX-License-Identifier: BSL-1.0
// No way to name code.
#include "platform/code_address.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<code_address> locate_code(code_pointer) { return absent("locate_code"); }

result<code_pointer> resolve_code(const code_address&) { return absent("resolve_code"); }

}  // namespace multiprocessing::platform
