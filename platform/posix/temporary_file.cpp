// SPDX-License-Identifier: BSL-1.0
// Making temporary files.
#include "posix/temporary_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/named_objects.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int tries = 16;

}  // namespace

std::string temporary_folder() {
  const char* named = std::getenv("TMPDIR");
  if (named == nullptr || *named == '\0') return default_temporary_folder;
  std::error_code ignored;  // a process without a working directory gets the name as it is
  const auto absolute = std::filesystem::absolute(named, ignored);
  return absolute.empty() ? named : absolute.string();
}

result<temporary_file> create_temporary_file() {
  for (int count = 0; count < tries; ++count) {
    auto name = random_name();
    if (!name) return name.error();
    new_name path(name_kind::file, temporary_folder() + "/" + *name);
    handle made = above_standard(
        retried([&] { return ::open(path.text().c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600); }));
    if (made) path.made();
    if (made) return temporary_file{std::move(made), path.text()};
    if (errno != EEXIST) return native_error("open", errno, path.text());
  }
  return native_error("open", EEXIST);
}

}  // namespace multiprocessing::platform
