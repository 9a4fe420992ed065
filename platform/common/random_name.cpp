// SPDX-License-Identifier: BSL-1.0
// Names that nobody can guess, for objects of the system.
#include <array>
#include <cstdlib>

#include "platform/random.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t letters_wanted = 8;
constexpr std::size_t longest_token = 64;

/// What a name may hold on every system; anything else in the token is left out.
std::string clean_token() {
  const char* text = std::getenv("MULTIPROCESSING_TOKEN");
  std::string token;
  for (; text != nullptr && *text != '\0' && token.size() < longest_token; ++text) {
    const char c = *text;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-') token += c;
  }
  return token;
}

}  // namespace

result<std::string> random_name() {
  std::string name = "mp-";
  if (const std::string token = clean_token(); !token.empty()) name += token + "-";
  for (std::size_t wanted = letters_wanted; wanted > 0;) {
    std::array<std::byte, 16> bytes;
    if (auto filled = random_bytes(bytes); !filled) return filled.error();
    for (const std::byte byte : bytes) {
      const unsigned number = std::to_integer<unsigned>(byte);
      if (wanted == 0) break;
      if (number >= 26 * 9) continue;  // every letter is as likely as any other
      name += static_cast<char>('a' + number % 26);
      --wanted;
    }
  }
  return name;
}

}  // namespace multiprocessing::platform
