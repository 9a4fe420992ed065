// SPDX-License-Identifier: BSL-1.0
// Conversions between UTF-8 and UTF-16.
#include "windows/text.hpp"

#include <limits>

#include "windows/system.hpp"

namespace multiprocessing::platform {

result<std::wstring> to_wide(std::string_view operation, std::string_view text) {
  std::wstring wide;
  if (text.empty()) return wide;
  if (text.find('\0') != std::string_view::npos || text.size() > std::numeric_limits<int>::max())
    return error{operation, std::make_error_code(std::errc::invalid_argument), "a text with a NUL, or far too long"};
  const int size = static_cast<int>(text.size());
  const int needed = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), size, nullptr, 0);
  wide.resize(static_cast<std::size_t>(needed));
  if (needed == 0 || MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), size, wide.data(), needed) == 0) {
    return error{operation, std::make_error_code(std::errc::illegal_byte_sequence),
                 "Windows keeps text as UTF-16, and this is not UTF-8"};
  }
  return wide;
}

std::string to_utf8(std::wstring_view text) {
  std::string narrow;
  if (text.empty()) return narrow;
  const int size = static_cast<int>(text.size());
  const int needed = WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
  narrow.resize(static_cast<std::size_t>(needed));
  WideCharToMultiByte(CP_UTF8, 0, text.data(), size, narrow.data(), needed, nullptr, nullptr);
  return narrow;
}

}  // namespace multiprocessing::platform
