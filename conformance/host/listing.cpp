// SPDX-License-Identifier: BSL-1.0
// What the host says of itself and of the system, as JSON Lines.
#include "conformance/host/listing.hpp"

#include <boost/config.hpp>
#include <boost/json.hpp>
#include <ostream>

#include "conformance/host/registry.hpp"

namespace conformance {

namespace json = boost::json;

void list(std::ostream& out) {
  json::array variants;
  for (const auto& variant : all_variants()) {
    variants.push_back({{"id", variant.id}, {"start_method", variant.start_method}, {"profile", variant.profile}});
  }
  out << json::object{{"type", "host"},        {"protocol", protocol_version}, {"name", "procport-reference"},
                      {"version", MP_VERSION}, {"language", "C++20"},          {"compiler", BOOST_COMPILER},
                      {"variants", variants}}
      << '\n';

  const auto cases = all_cases();
  for (const auto* each : cases) {
    json::array requirements;
    for (const auto id : each->requirements) {
      requirements.push_back(json::string(id));
    }
    json::array methods;
    for (const auto method : each->needs.start_methods) {
      methods.push_back(json::string(mp::to_string(method)));
    }
    out << json::object{{"type", "case"},
                        {"id", each->id},
                        {"title", each->title()},
                        {"requirements", requirements},
                        {"source", {{"file", each->file}, {"line", each->line}}},
                        {"start_methods", methods},
                        {"limit_ms", each->needs.limit.count()}}
        << '\n';
  }
  out << json::object{{"type", "end"}, {"cases", cases.size()}} << std::endl;
}

void facts(std::ostream& out) {
  const auto found = mp::capabilities();
  for (const auto& fact : found) {
    out << json::object{{"type", "fact"},
                        {"primitive", fact.primitive},
                        {"strategy", fact.strategy},
                        {"availability", fact.availability},
                        {"call", fact.call},
                        {"error", fact.error},
                        {"code", fact.code},
                        {"detail", fact.detail},
                        {"selected", fact.selected}}
        << '\n';
  }
  const auto limits = mp::limits();
  for (const auto& limit : limits) {
    out << json::object{{"type", "limit"},       {"name", limit.name}, {"value", limit.value ? json::value(*limit.value) : json::value()},
                        {"unit", limit.unit},    {"call", limit.call}, {"error", limit.error},
                        {"code", limit.code},    {"detail", limit.detail}}
        << '\n';
  }
  // After the facts, which are what has been proven.
  const auto environment = mp::proven_environment();
  for (const auto& variable : environment) {
    out << json::object{{"type", "environment"}, {"name", variable.name}, {"value", variable.value}} << '\n';
  }
  out << json::object{{"type", "end"}, {"facts", found.size() + limits.size() + environment.size()}} << std::endl;
}

}  // namespace conformance
