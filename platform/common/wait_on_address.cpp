// SPDX-License-Identifier: BSL-1.0
// Which strategy serves for waiting on a word.
#include "platform/wait_on_address.hpp"

#include "common/selection.hpp"

namespace multiprocessing::platform {

result<const wait_on_address_strategy*> wait_on_address() { return serving("address", wait_on_address_strategies()); }

}  // namespace multiprocessing::platform
