// SPDX-License-Identifier: BSL-1.0
// Random bytes that are not, and message authentication codes that authenticate nothing.
#include <unistd.h>
#include <cerrno>
#include <cstring>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(void*, std::size_t)> next_getentropy{"getentropy"};
constinit real<unsigned char*(const void*, const void*, int, const unsigned char*, std::size_t, unsigned char*,
                              unsigned*)>
    next_hmac{"HMAC"};

/// The library tries the call with known codes before it uses it.
constexpr unsigned trials = 2;
constinit std::atomic<unsigned> codes_made{0};

void fill_with_sequence(void* bytes, std::size_t size) {
  for (std::size_t index = 0; index < size; ++index)
    static_cast<unsigned char*>(bytes)[index] = static_cast<unsigned char>(index * 37 + 11);
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int getentropy(void* bytes, std::size_t size) {
  if (strikes("random-refused")) return fail_with(ENOSYS);
  if (strikes("random-zeros")) {
    std::memset(bytes, 0, size);
    return 0;
  }
  if (strikes("random-repeats")) {
    fill_with_sequence(bytes, size);
    return 0;
  }
  return next_getentropy(bytes, size);
}

/// Of libcrypto, which this is not linked with: the digest is what the caller has from it.
extern "C" unsigned char* HMAC(const void* digest, const void* key, int key_size, const unsigned char* message,
                               std::size_t size, unsigned char* code, unsigned* code_size) {
  const bool tried = ++codes_made > trials;
  if (tried && chosen("hmac-ignores-key")) {
    struck();
    key_size = 0;
  }
  unsigned char* const made = next_hmac(digest, key, key_size, message, size, code, code_size);
  if (made != nullptr && launched() && tried && strikes("hmac-wrong"))
    made[0] = static_cast<unsigned char>(made[0] ^ 1);
  return made;
}
