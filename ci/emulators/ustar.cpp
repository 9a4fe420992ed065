// SPDX-License-Identifier: BSL-1.0
// The ustar format, as POSIX.1-2017 describes it under pax.
#include "ustar.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <numeric>
#include <string>
#include <string_view>

namespace {

namespace fs = std::filesystem;
constexpr std::size_t block = 512;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + block - 1) / block * block, '\0');
  return bytes;
}

std::string header(const std::string& name, std::size_t size, char type) {
  std::string out(block, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { out.replace(at, text.size(), text); };
  const auto octal = [](unsigned long long value, int digits) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%0*llo", digits, value);
    return std::string(text.data());
  };
  put(0, name);
  put(100, octal(type == '5' ? 0755 : 0644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, "        ");  // the checksum counts as spaces
  out[156] = type;
  put(257, "ustar");
  put(263, "00");
  const auto sum = std::accumulate(out.begin(), out.end(), 0U, [](unsigned total, char byte) {
    return total + static_cast<unsigned char>(byte);
  });
  put(148, octal(sum, 6) + '\0');
  return out;
}

}  // namespace

bool write_archive(int descriptor, const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    auto name = at->path().lexically_relative(folder).string();
    if (name.size() > 99) {
      errno = ENAMETOOLONG;
      return false;
    }
    std::string entry;
    if (at->is_directory()) {
      entry = header(name + "/", 0, '5');
    } else if (at->is_regular_file()) {
      std::ifstream in(at->path(), std::ios::binary);
      std::string content(std::istreambuf_iterator<char>(in), {});
      entry = header(name, content.size(), '0') + padded(content);
    }
    if (!write_all(descriptor, entry)) return false;
  }
  return !error && write_all(descriptor, std::string(2 * block, '\0'));
}
