// SPDX-License-Identifier: BSL-1.0
// The validator.
#include "json_schema.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <stdexcept>

namespace procport::runner::test {

namespace json = boost::json;

namespace {

bool is_of_type(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  throw std::runtime_error("unknown type " + std::string(type));
}

bool fits_type(const json::value& value, const json::value& types) {
  if (types.is_string()) return is_of_type(value, types.get_string());
  for (const auto& type : types.as_array()) {
    if (is_of_type(value, type.as_string())) return true;
  }
  return false;
}

}  // namespace

JsonSchema::JsonSchema(json::value schema) : schema_(std::move(schema)) { check_schema(schema_, "#"); }

JsonSchema JsonSchema::from_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return JsonSchema(json::parse(std::string(std::istreambuf_iterator<char>(in), {})));
}

const json::value& JsonSchema::definition(const std::string& name) const { return schema_.at("$defs").at(name); }

void JsonSchema::check_schema(const json::value& schema, const std::string& where) const {
  static const std::set<std::string_view> known{
      "$schema", "$id",   "title",      "description",          "$defs",   "type",    "enum",  "const", "required",
      "$ref",    "items", "properties", "additionalProperties", "pattern", "minimum", "oneOf", "anyOf"};
  if (schema.is_bool()) return;
  for (const auto& rule : schema.as_object()) {
    const std::string key(rule.key());
    if (!known.contains(key)) throw std::runtime_error(where + ": unknown keyword " + key);
    if (key == "$ref") (void)resolve(rule.value());
    if (key == "pattern") (void)std::regex(rule.value().as_string().c_str());
    if (key == "items" || key == "additionalProperties") check_schema(rule.value(), where + "/" + key);
    if (key == "properties" || key == "$defs") {
      for (const auto& member : rule.value().as_object()) {
        check_schema(member.value(), where + "/" + key + "/" + std::string(member.key()));
      }
    }
    if (key == "oneOf" || key == "anyOf") {
      for (const auto& choice : rule.value().as_array()) check_schema(choice, where + "/" + key);
    }
  }
}

const json::value& JsonSchema::resolve(const json::value& reference) const {
  constexpr std::string_view start = "#/$defs/";
  const std::string_view text = reference.as_string();
  const auto* found =
      text.starts_with(start) ? schema_.at("$defs").as_object().if_contains(text.substr(start.size())) : nullptr;
  if (found == nullptr) throw std::runtime_error("reference to nowhere: " + std::string(text));
  return *found;
}

std::vector<std::string> JsonSchema::check(const json::value& value) const {
  std::vector<std::string> wrong;
  check(schema_, value, "$", wrong);
  return wrong;
}

void JsonSchema::check(const json::value& schema, const json::value& value, const std::string& path,
                       std::vector<std::string>& wrong) const {
  if (schema.is_bool()) {
    if (!schema.get_bool()) wrong.push_back(path + ": not allowed");
    return;
  }
  const auto& rules = schema.as_object();
  const auto* rule = rules.if_contains("$ref");
  if (rule != nullptr) check(resolve(*rule), value, path, wrong);
  if ((rule = rules.if_contains("type")) != nullptr && !fits_type(value, *rule)) {
    wrong.push_back(path + ": not of type " + json::serialize(*rule));
    return;
  }
  if ((rule = rules.if_contains("const")) != nullptr && *rule != value) {
    wrong.push_back(path + ": not " + json::serialize(*rule));
  }
  if ((rule = rules.if_contains("enum")) != nullptr) {
    bool found = false;
    for (const auto& allowed : rule->as_array()) found = found || allowed == value;
    if (!found) wrong.push_back(path + ": " + json::serialize(value) + " is not one of " + json::serialize(*rule));
  }
  if ((rule = rules.if_contains("pattern")) != nullptr && value.is_string() &&
      !std::regex_search(std::string(value.get_string()), std::regex(rule->as_string().c_str()))) {
    wrong.push_back(path + ": does not match " + json::serialize(*rule));
  }
  if ((rule = rules.if_contains("minimum")) != nullptr && value.is_number() &&
      value.to_number<double>() < rule->to_number<double>()) {
    wrong.push_back(path + ": less than " + json::serialize(*rule));
  }
  if ((rule = rules.if_contains("items")) != nullptr && value.is_array()) {
    std::size_t index = 0;
    for (const auto& item : value.get_array()) check(*rule, item, path + "[" + std::to_string(index++) + "]", wrong);
  }
  if (value.is_object()) check_object(rules, value.get_object(), path, wrong);
  check_choices(rules, value, path, wrong);
}

void JsonSchema::check_object(const json::object& rules, const json::object& object, const std::string& path,
                              std::vector<std::string>& wrong) const {
  if (const auto* required = rules.if_contains("required")) {
    for (const auto& name : required->as_array()) {
      if (!object.contains(name.as_string())) {
        wrong.push_back(path + ": " + std::string(name.as_string()) + " is missing");
      }
    }
  }
  const auto* properties = rules.if_contains("properties");
  const auto* others = rules.if_contains("additionalProperties");
  for (const auto& member : object) {
    const auto inner = path + "." + std::string(member.key());
    const auto* rule = properties == nullptr ? nullptr : properties->as_object().if_contains(member.key());
    if (rule == nullptr) rule = others;
    if (rule != nullptr) check(*rule, member.value(), inner, wrong);
  }
}

void JsonSchema::check_choices(const json::object& rules, const json::value& value, const std::string& path,
                               std::vector<std::string>& wrong) const {
  for (const auto* key : {"oneOf", "anyOf"}) {
    const auto* choices = rules.if_contains(key);
    if (choices == nullptr) continue;
    std::size_t fits = 0;
    std::vector<std::string> nearest;
    bool first = true;
    for (const auto& choice : choices->as_array()) {
      std::vector<std::string> inner;
      check(choice, value, path, inner);
      if (inner.empty()) ++fits;
      if (first || inner.size() < nearest.size()) nearest = inner;
      first = false;
    }
    if (fits == 0) {
      wrong.push_back(path + ": fits no choice" + (nearest.empty() ? "" : "; nearest: " + nearest.front()));
    } else if (fits > 1 && std::string_view(key) == "oneOf") {
      wrong.push_back(path + ": fits more than one choice");
    }
  }
}

}  // namespace procport::runner::test
