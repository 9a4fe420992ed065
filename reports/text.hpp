// SPDX-License-Identifier: BSL-1.0
// Text that comes from documents, made fit for HTML, XML, Markdown and file names; and numbers in words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace procport::reports {

/// For HTML and XML, element text and quoted attributes alike. Control characters become their visible pictures, since
/// XML forbids them and a terminal escape in a log is better seen than obeyed.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// For Markdown running text and table cells, on one line.
[[nodiscard]] std::string escape_markdown(std::string_view text);

/// A name for the page of an id that stays the same and is safe in a file system and in a link: letters, digits, dot,
/// hyphen and underscore stay, other bytes become ~XX; very long names are cut and end in a hash.
[[nodiscard]] std::string page_name(std::string_view id);

[[nodiscard]] std::string duration_words(std::int64_t milliseconds);  ///< "850 ms", "2.4 s", "3 min 5 s"
[[nodiscard]] std::string date_words(std::string_view rfc3339);       ///< "22 November 2025, 20:19 UTC"
[[nodiscard]] std::string day_words(std::string_view rfc3339);        ///< "22 November 2025"
[[nodiscard]] std::string area_words(std::string_view area);          ///< "shared-memory" gives "Shared memory"
[[nodiscard]] std::string count_words(std::int64_t count, std::string_view one, std::string_view many = {});
[[nodiscard]] std::string join(const std::vector<std::string>& words, std::string_view between = ", ");

/// An argument vector as a line that can be pasted into a shell.
[[nodiscard]] std::string command_line(const std::vector<std::string>& argv);

}  // namespace procport::reports
