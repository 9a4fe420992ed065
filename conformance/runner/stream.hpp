// SPDX-License-Identifier: BSL-1.0
// results.jsonl: one record for each thing that happened, each with the hash of the line before. The stream is the
// truth: a record is in the file before the thing it announces begins.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace procport::runner {

inline constexpr std::string_view stream_version = "1.0";

class Stream {
 public:
  /// Creates the file, or throws Refusal{9}.
  explicit Stream(const std::filesystem::path& file);

  enum class Durability { handed_over, on_disk };
  /// Appends one line with v, t, n, mono, wall and prev in front of the fields. With `on_disk` it returns when the
  /// system says that the line is on the disk. Throws Refusal{9} when the file cannot be written.
  void write(std::string_view type, const boost::json::object& fields, Durability durability = Durability::handed_over);

  /// Hash of the last line: who keeps it can tell whether the file was changed later.
  [[nodiscard]] const std::string& head() const { return head_; }
  [[nodiscard]] std::int64_t elapsed_ms() const;
  [[nodiscard]] std::int64_t lines() const { return count_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::chrono::steady_clock::time_point opened_ = std::chrono::steady_clock::now();
  std::int64_t count_ = 0;
  std::string head_;
};

}  // namespace procport::runner
