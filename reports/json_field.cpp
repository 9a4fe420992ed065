// SPDX-License-Identifier: BSL-1.0
// Reading of JSON with errors that name the file and the field.
#include "json_field.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <utility>

#include "reports.hpp"

namespace procport::reports {
namespace {

std::string kind_name(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "true or false";
    case boost::json::kind::string:
      return "a string";
    case boost::json::kind::array:
      return "an array";
    case boost::json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

}  // namespace

JsonField::JsonField(const boost::json::value& value, std::string file) : value_(&value), file_(std::move(file)) {}

JsonField::JsonField(const boost::json::value& value, std::string file, std::string path)
    : value_(&value), file_(std::move(file)), path_(std::move(path)) {}

void JsonField::refuse(std::string_view why) const {
  throw DocumentError(file_ + ": " + (path_.empty() ? std::string("the document") : path_) + ": " + std::string(why));
}

std::optional<JsonField> JsonField::find(std::string_view name) const {
  const auto* object = value_->if_object();
  if (object == nullptr) refuse("wanted an object, found " + kind_name(*value_));
  const auto* member = object->if_contains(name);
  if (member == nullptr || member->is_null()) return std::nullopt;
  return JsonField(*member, file_, path_.empty() ? std::string(name) : path_ + "." + std::string(name));
}

JsonField JsonField::at(std::string_view name) const {
  auto member = find(name);
  if (!member) {
    const bool is_null = value_->get_object().contains(name);
    throw DocumentError(file_ + ": " + (path_.empty() ? "" : path_ + ".") + std::string(name) +
                        (is_null ? ": is null" : ": missing"));
  }
  return *member;
}

std::vector<JsonField> JsonField::items() const {
  const auto* array = value_->if_array();
  if (array == nullptr) refuse("wanted an array, found " + kind_name(*value_));
  std::vector<JsonField> fields;
  fields.reserve(array->size());
  for (std::size_t index = 0; index < array->size(); ++index) {
    fields.push_back(JsonField((*array)[index], file_, path_ + "[" + std::to_string(index) + "]"));
  }
  return fields;
}

std::vector<std::pair<std::string, JsonField>> JsonField::members() const {
  const auto* object = value_->if_object();
  if (object == nullptr) refuse("wanted an object, found " + kind_name(*value_));
  std::vector<std::pair<std::string, JsonField>> fields;
  for (const auto& member : *object) {
    const std::string name(member.key());
    fields.emplace_back(name, JsonField(member.value(), file_, path_ + "." + name));
  }
  return fields;
}

std::string JsonField::text() const {
  const auto* string = value_->if_string();
  if (string == nullptr) refuse("wanted a string, found " + kind_name(*value_));
  return std::string(*string);
}

std::string JsonField::id() const {
  auto string = text();
  if (string.empty()) refuse("is empty");
  return string;
}

std::string JsonField::text_or_empty(std::string_view name) const {
  const auto member = find(name);
  return member ? member->text() : std::string();
}

std::int64_t JsonField::integer() const {
  if (value_->is_int64()) return value_->get_int64();
  // Durations may be written with a fraction; a report has no use for it.
  constexpr double limit = 9.0e18;
  const double number = value_->is_uint64()   ? static_cast<double>(value_->get_uint64())
                        : value_->is_double() ? value_->get_double()
                                              : std::nan("");
  if (std::isnan(number)) refuse("wanted a number, found " + kind_name(*value_));
  if (number > limit || number < -limit) refuse("the number is out of range");
  return std::llround(number);
}

bool JsonField::boolean() const {
  if (!value_->is_bool()) refuse("wanted true or false, found " + kind_name(*value_));
  return value_->get_bool();
}

std::vector<std::string> JsonField::texts() const {
  std::vector<std::string> strings;
  for (const auto& item : items()) strings.push_back(item.text());
  return strings;
}

std::string JsonField::word(const std::function<bool(std::string_view)>& known) const {
  auto string = text();
  if (!known(string)) refuse("unknown word \"" + string + "\"");
  return string;
}

std::string JsonField::as_written() const {
  if (value_->is_string()) return std::string(value_->get_string());
  if (!value_->is_double()) return boost::json::serialize(*value_);
  std::array<char, 40> digits{};  // serialize() would write 51.25 as 5.125E1.
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value_->get_double()).ptr;
  return {digits.data(), end};
}

}  // namespace procport::reports
