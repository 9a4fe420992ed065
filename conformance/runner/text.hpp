// SPDX-License-Identifier: BSL-1.0
// Small helpers for text: globs, near matches, times, and bytes that must become valid UTF-8.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace procport::runner {

/// `*` stands for any text, `?` for one byte; nothing else is special. Matches the whole of `text`.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

/// Up to `most` candidates that look like `wanted`, nearest first.
[[nodiscard]] std::vector<std::string> near_matches(std::string_view wanted, const std::vector<std::string>& candidates,
                                                    std::size_t most = 3);

/// The same text with each byte that is not valid UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view bytes);

/// The name of a file from UTF-8, which all text here is. Made from a std::string, a path would take each byte for a
/// character on Windows (libstdc++ 12), though it gives UTF-8 back.
[[nodiscard]] std::filesystem::path path_from_utf8(std::string_view text);

/// RFC 3339 in UTC with milliseconds.
[[nodiscard]] std::string rfc3339(std::chrono::system_clock::time_point when);

/// "3 s", "2 min 5 s".
[[nodiscard]] std::string duration_in_words(std::chrono::milliseconds duration);

/// Lower-case hexadecimal of SHA-256.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// `count` characters of a random word, for names of runs, folders and tokens.
[[nodiscard]] std::string random_word(std::size_t count);

[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// "1 case", "2 cases".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

/// The words of a command as a shell parts them: by spaces, except within quotes. Nothing if a quote is not closed.
[[nodiscard]] std::optional<std::vector<std::string>> words_of(std::string_view command);

/// A shell word, quoted only where it must be.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace procport::runner
