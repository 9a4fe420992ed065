// SPDX-License-Identifier: BSL-1.0
// Making temporary files.
#include "posix/temporary_file.hpp"

#include <unistd.h>
#include <algorithm>
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

std::vector<std::string> temporary_folders() {
  const char* named = std::getenv("TMPDIR");
  const std::string chosen = named == nullptr || *named == '\0' ? "/tmp" : named;
  std::vector<std::string> out;
  for (const auto& folder : {chosen, std::string("/tmp"), std::string("/var/tmp"), std::string(".")}) {
    if (::access(folder.c_str(), W_OK | X_OK) != 0) continue;
    std::error_code ignored;  // a process without a working directory gets the name as it is
    const auto absolute = std::filesystem::absolute(folder, ignored).lexically_normal();
    auto path = absolute.empty() ? folder : absolute.string();
    if (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (std::ranges::find(out, path) == out.end()) out.push_back(std::move(path));
  }
  if (out.empty()) out.push_back(chosen);
  return out;
}

std::string temporary_folder() { return temporary_folders().front(); }

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
