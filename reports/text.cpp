// SPDX-License-Identifier: BSL-1.0
// Escaping, page names, and numbers in words.
#include "text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace procport::reports {
namespace {

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string hex(std::uint64_t number, int digits) {
  std::array<char, 20> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%0*llx", digits, static_cast<unsigned long long>(number));
  return buffer.data();
}

/// FNV-1a: the names must be the same on every machine and in every run.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

/// U+2400 and up are the pictures of the control characters.
void append_picture(std::string& out, unsigned char control) {
  out += "\xE2\x90";
  out += control == 0x7F ? '\xA1' : static_cast<char>(0x80 + control);
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char c = text[index];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F) {
      append_picture(out, byte);
    } else if (text.substr(index, 2) == "\xEF\xBF" && index + 2 < text.size() &&
               static_cast<unsigned char>(text[index + 2]) >= 0xBE) {
      out += "\xEF\xBF\xBD";  // U+FFFE and U+FFFF are not characters in XML.
      index += 2;
    } else {
      out += c;
    }
  }
  return out;
}

std::string escape_markdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\r' || c == '\t') {
      out += ' ';
    } else if (c == '&' || c == '<' || c == '>' || byte < 0x20 || byte == 0x7F) {
      out += escape_markup(std::string_view(&c, 1));
    } else {
      if (std::string_view("\\`*_[]|~$").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string page_name(std::string_view id) {
  constexpr std::size_t longest = 120;
  std::string name;
  for (const char c : id) {
    const bool plain = is_alphanumeric(c) || c == '-' || c == '_' || (c == '.' && !name.empty());
    name += plain ? std::string(1, c) : "~" + hex(static_cast<unsigned char>(c), 2);
  }
  if (name.size() > longest) name = name.substr(0, longest - 17) + "-" + hex(hash_of(id), 16);
  return name;
}

std::string duration_words(std::int64_t milliseconds) {
  if (milliseconds < 1000) return std::to_string(milliseconds) + " ms";
  if (milliseconds < 60'000) {
    const auto tenths = milliseconds / 100;
    return std::to_string(tenths / 10) + (tenths % 10 != 0 ? "." + std::to_string(tenths % 10) : "") + " s";
  }
  const auto seconds = milliseconds / 1000;
  if (seconds < 3600) return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

std::string day_words(std::string_view rfc3339) {
  static constexpr std::array<const char*, 12> months = {"January",   "February", "March",    "April",
                                                         "May",       "June",     "July",     "August",
                                                         "September", "October",  "November", "December"};
  int year = 0, month = 0, day = 0;
  if (std::sscanf(std::string(rfc3339).c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 || month > 12) {
    return std::string(rfc3339);
  }
  return std::to_string(day) + " " + months[static_cast<std::size_t>(month - 1)] + " " + std::to_string(year);
}

std::string date_words(std::string_view rfc3339) {
  const auto day = day_words(rfc3339);
  if (day == rfc3339 || rfc3339.size() < 16) return std::string(rfc3339);
  return day + ", " + std::string(rfc3339.substr(11, 5)) + (rfc3339.ends_with('Z') ? " UTC" : "");
}

std::string area_words(std::string_view area) {
  std::string words(area);
  std::replace(words.begin(), words.end(), '-', ' ');
  std::replace(words.begin(), words.end(), '_', ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::string count_words(std::int64_t count, std::string_view one, std::string_view many) {
  const auto plural = many.empty() ? std::string(one) + "s" : std::string(many);
  return std::to_string(count) + " " + (count == 1 ? std::string(one) : plural);
}

std::string join(const std::vector<std::string>& words, std::string_view between) {
  std::string line;
  for (const auto& word : words) {
    if (!line.empty()) line += between;
    line += word;
  }
  return line;
}

std::string command_line(const std::vector<std::string>& argv) {
  std::vector<std::string> words;
  for (const auto& word : argv) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
      return is_alphanumeric(c) || std::string_view("-_./=:,@%+").find(c) != std::string_view::npos;
    });
    std::string quoted = plain ? word : "'";
    if (!plain) {
      for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
      quoted += "'";
    }
    words.push_back(quoted);
  }
  return join(words, " ");
}

}  // namespace procport::reports
