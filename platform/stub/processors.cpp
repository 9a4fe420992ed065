// SPDX-License-Identifier: BSL-1.0
// Nobody to ask for processors.
#include "platform/processors.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<unsigned> system_processors() { return absent("system_processors"); }

result<unsigned> usable_processors() { return absent("usable_processors"); }

}  // namespace multiprocessing::platform
