// SPDX-License-Identifier: BSL-1.0
// What write and send share.
#pragma once

#include <sys/types.h>
#include <cstddef>
#include <functional>

namespace broken {

using plain_write = std::function<ssize_t(const void* bytes, std::size_t size)>;

/// Writes as the chosen defect has it.
ssize_t broken_write(int number, const void* bytes, std::size_t size, const plain_write& plainly);

}  // namespace broken
