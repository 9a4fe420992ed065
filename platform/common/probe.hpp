// SPDX-License-Identifier: BSL-1.0
// How probes put what they saw into words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/strategy.hpp"

namespace multiprocessing::platform {

[[nodiscard]] evidence seen_working(std::string call, std::string detail = {});
/// `absent` if the system does not know the call, `refused` for every other answer: a sandbox says EPERM, EACCES or
/// EINVAL about a call that it does not want, and an old kernel may say any of them about one it has never heard of.
[[nodiscard]] evidence seen_failing(const error& failure);
/// The call came back, with an answer that it must not give.
[[nodiscard]] evidence seen_misbehaving(std::string call, std::string detail);

/// The probe's answer, asked for once in the life of the process; the proof's, where there has been one.
[[nodiscard]] const evidence& remembered_probe(const strategy& asked);
/// The probe's answer and the proof in a second process, made once as well.
[[nodiscard]] const evidence& remembered_proof(std::string_view primitive, const strategy& asked);
/// What stands proven in this process, as "semaphore:futex".
[[nodiscard]] std::vector<std::string> proven_here();

/// "futex refused (futex: Operation not permitted)"
[[nodiscard]] std::string describe(std::string_view name, const evidence& found);

}  // namespace multiprocessing::platform
