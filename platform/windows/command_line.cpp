// SPDX-License-Identifier: BSL-1.0
// Quoting by the rules of CommandLineToArgvW: blanks separate; between quotes they do not; a backslash means itself
// unless a row of them ends at a quote, where each pair stands for one, and an odd one makes the quote a character.
#include "windows/command_line.hpp"

#include <algorithm>

namespace multiprocessing::platform {
namespace {

constexpr std::wstring_view blanks = L" \t";
constexpr std::wstring_view to_be_quoted = L" \t\n\v\"";

/// What follows the program's name, in which a quote ends what a quote began and backslashes mean themselves.
std::wstring_view after_program(std::wstring_view line) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < line.size() && (quoted || blanks.find(line[at]) == blanks.npos); ++at) {
    if (line[at] == L'"') quoted = !quoted;
  }
  return line.substr(at);
}

/// Takes one argument off the front of `rest`, which begins with it.
std::wstring take_argument(std::wstring_view& rest) {
  std::wstring argument;
  bool quoted = false;
  while (!rest.empty() && (quoted || blanks.find(rest.front()) == blanks.npos)) {
    const std::size_t backslashes = std::min(rest.find_first_not_of(L'\\'), rest.size());
    const bool at_quote = backslashes < rest.size() && rest[backslashes] == L'"';
    argument.append(at_quote ? backslashes / 2 : backslashes, L'\\');
    rest.remove_prefix(backslashes);
    if (at_quote && backslashes % 2 == 0) {
      rest.remove_prefix(1);
      // Two quotes in a quoted part are one that is meant.
      if (quoted && !rest.empty() && rest.front() == L'"') {
        argument += L'"';
        rest.remove_prefix(1);
      } else {
        quoted = !quoted;
      }
    } else if (backslashes == 0 || at_quote) {
      argument += rest.front();
      rest.remove_prefix(1);
    }
  }
  return argument;
}

}  // namespace

void append_argument(std::wstring& line, std::wstring_view argument) {
  line += L' ';
  if (!argument.empty() && argument.find_first_of(to_be_quoted) == argument.npos) {
    line += argument;
    return;
  }
  line += L'"';
  while (true) {
    const std::size_t backslashes = std::min(argument.find_first_not_of(L'\\'), argument.size());
    argument.remove_prefix(backslashes);
    const bool at_quote = argument.empty() || argument.front() == L'"';
    line.append(at_quote ? backslashes * 2 : backslashes, L'\\');
    if (argument.empty()) break;
    if (at_quote) line += L'\\';
    line += argument.front();
    argument.remove_prefix(1);
  }
  line += L'"';
}

std::vector<std::wstring> split_arguments(std::wstring_view line) {
  std::vector<std::wstring> arguments;
  for (std::wstring_view rest = after_program(line);;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (rest.empty()) return arguments;
    arguments.push_back(take_argument(rest));
  }
}

}  // namespace multiprocessing::platform
