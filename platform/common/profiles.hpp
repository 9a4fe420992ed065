// SPDX-License-Identifier: BSL-1.0
// The words that choose strategies, as data: which there are, and what each profile prefers.
#pragma once

#include <span>
#include <string_view>

namespace multiprocessing::platform {

/// A primitive that has strategies, and every mechanism that some build of this layer has for it.
struct vocabulary_entry {
  std::string_view primitive;
  std::span<const std::string_view> words;
};

[[nodiscard]] std::span<const vocabulary_entry> strategy_vocabulary();
[[nodiscard]] const vocabulary_entry* find_vocabulary(std::string_view primitive);

/// What comes first for one primitive under one profile. What is not named follows in the target's own order.
struct preference {
  std::string_view primitive;
  std::span<const std::string_view> first;
};

struct profile {
  std::string_view name;
  std::string_view reason;
  std::span<const preference> preferences;
};

[[nodiscard]] std::span<const profile> profiles();
[[nodiscard]] const profile* find_profile(std::string_view name);
/// The profile that serves where nobody chose.
[[nodiscard]] const profile& default_profile();

}  // namespace multiprocessing::platform
