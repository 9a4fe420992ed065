// SPDX-License-Identifier: BSL-1.0
// Strict reading of JSON Lines.
#include "json_lines.hpp"

#include <boost/json/parse.hpp>

#include "text.hpp"

namespace procport::runner {
namespace {

namespace json = boost::json;

std::string excerpt(std::string_view line) {
  return "'" + valid_utf8(line.substr(0, 60)) + (line.size() > 60 ? "...'" : "'");
}

[[noreturn]] void wrong(std::string_view key, std::string_view wanted) {
  throw BadLine("member \"" + std::string(key) + "\" is missing or is not " + std::string(wanted));
}

}  // namespace

const json::value& Members::any(std::string_view key) const {
  const auto* found = object_.if_contains(key);
  if (found == nullptr) wrong(key, "there");
  return *found;
}

std::string Members::text(std::string_view key) const {
  const auto* found = object_.if_contains(key);
  if (found == nullptr || !found->is_string()) wrong(key, "a string");
  return std::string(found->get_string());
}

std::string Members::text_or(std::string_view key, std::string_view otherwise) const {
  return object_.contains(key) ? text(key) : std::string(otherwise);
}

std::string Members::nonempty(std::string_view key) const {
  auto value = text(key);
  if (value.empty()) wrong(key, "a non-empty string");
  return value;
}

std::int64_t Members::number(std::string_view key) const {
  const auto* found = object_.if_contains(key);
  if (found == nullptr || !found->is_int64()) wrong(key, "a whole number");
  return found->get_int64();
}

std::optional<std::uint64_t> Members::count_or_null(std::string_view key) const {
  const auto* found = object_.if_contains(key);
  if (found != nullptr && found->is_null()) return std::nullopt;
  if (found != nullptr && found->is_uint64()) return found->get_uint64();
  if (found == nullptr || !found->is_int64() || found->get_int64() < 0) wrong(key, "null or a whole number from 0 up");
  return static_cast<std::uint64_t>(found->get_int64());
}

bool Members::flag(std::string_view key) const {
  const auto* found = object_.if_contains(key);
  if (found == nullptr || !found->is_bool()) wrong(key, "true or false");
  return found->get_bool();
}

const json::array& Members::array(std::string_view key) const {
  const auto* found = object_.if_contains(key);
  if (found == nullptr || !found->is_array()) wrong(key, "an array");
  return found->get_array();
}

const json::object& Members::object(std::string_view key) const {
  const auto* found = object_.if_contains(key);
  if (found == nullptr || !found->is_object()) wrong(key, "an object");
  return found->get_object();
}

std::vector<std::string> Members::texts(std::string_view key) const {
  std::vector<std::string> out;
  for (const auto& item : array(key)) {
    if (!item.is_string()) wrong(key, "an array of strings");
    out.emplace_back(item.get_string());
  }
  return out;
}

void for_each_line(std::string_view text, const std::function<void(std::size_t, const json::object&)>& take) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    const auto where = "line " + std::to_string(number) + ": ";
    if (end == std::string_view::npos) throw BadLine(where + "torn, it has no end of line: " + excerpt(line));
    text.remove_prefix(end + 1);
    boost::system::error_code error;
    const auto value = json::parse(json::string_view(line.data(), line.size()), error);
    if (error) throw BadLine(where + "not JSON (" + error.message() + "): " + excerpt(line));
    if (!value.is_object()) throw BadLine(where + "not a JSON object: " + excerpt(line));
    try {
      take(number, value.get_object());
    } catch (const BadLine& bad) {
      throw BadLine(where + bad.what());
    }
  }
}

}  // namespace procport::runner
