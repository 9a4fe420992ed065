// SPDX-License-Identifier: BSL-1.0
// The host protocol, version 1: lists, facts and control records.
#include "host_protocol.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "json_lines.hpp"

namespace procport::runner {
namespace {

namespace json = boost::json;

std::string type_of(const Members& members) { return members.nonempty("type"); }

/// A host speaks of its own variables: not of the system's, and not of those that the runner sets or records.
bool may_be_set(std::string_view name) {
  static constexpr std::array<std::string_view, 11> others{
      "PATH", "HOME", "TMPDIR", "TMP", "TEMP", "TZ", "LANG", "LANGUAGE", "PWD", "MULTIPROCESSING_TOKEN",
      "MULTIPROCESSING_STRATEGY"};
  const auto plain = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  return std::ranges::all_of(name, plain) && !(name.front() >= '0' && name.front() <= '9') &&
         !name.starts_with("LC_") && !name.starts_with("LD_") && !name.starts_with("DYLD_") &&
         std::ranges::find(others, name) == others.end();
}

void read_host(Host& host, const Members& members) {
  host.protocol = members.number("protocol");
  if (host.protocol != protocol_version) {
    throw BadLine("the host speaks protocol " + std::to_string(host.protocol) + ", this runner speaks protocol " +
                  std::to_string(protocol_version));
  }
  host.name = members.nonempty("name");
  host.version = members.nonempty("version");
  host.language = members.nonempty("language");
  host.compiler = members.text_or("compiler", "");
  std::set<std::string> seen;
  for (const auto& item : members.array("variants")) {
    if (!item.is_object()) throw BadLine("member \"variants\" is not an array of objects");
    const Members variant(item.get_object());
    host.variants.push_back({variant.nonempty("id"), variant.nonempty("start_method"), variant.nonempty("profile")});
    if (!seen.insert(host.variants.back().id).second) {
      throw BadLine("variant '" + host.variants.back().id + "' is listed twice");
    }
  }
  if (host.variants.empty()) throw BadLine("member \"variants\" is empty");
}

Case read_case(const Members& members) {
  Case out;
  out.id = members.nonempty("id");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  if (!std::ranges::all_of(out.id, plain) || out.id.front() == '.') {
    throw BadLine("case id '" + out.id + "' holds more than a-z, 0-9, dot, hyphen and underscore");
  }
  out.title = members.text("title");
  out.requirements = members.texts("requirements");
  const Members source(members.object("source"));
  out.source = {source.text("file"), source.number("line")};
  out.start_methods = members.texts("start_methods");
  const auto limit = members.number("limit_ms");
  if (limit <= 0) throw BadLine("member \"limit_ms\" is not a positive number");
  out.limit = std::chrono::milliseconds(limit);
  return out;
}

Refusal broken_host(const std::string& verb, const std::string& why) {
  return {exit_code::unreadable, "the host is broken: what it wrote for " + verb + " is not as agreed: " + why};
}

void check_end(const std::string& verb, bool ended, std::int64_t said, std::size_t seen, const std::string& noun) {
  if (!ended) throw broken_host(verb, "there is no end record, so the list may be cut off");
  if (said != static_cast<std::int64_t>(seen)) {
    throw broken_host(
        verb, "the end record says " + std::to_string(said) + " " + noun + ", and there are " + std::to_string(seen));
  }
}

void read_control_line(Declared& out, const Members& members, std::string_view case_id, std::string_view variant) {
  const auto type = type_of(members);
  if (type == "begin") {
    if (out.began) throw BadLine("a second begin record");
    if (members.text("case") != case_id || members.text("variant") != variant) {
      throw BadLine("the begin record is for another case or variant");
    }
    out.began = true;
    return;
  }
  if (!out.began) throw BadLine("a record of type '" + type + "' before the begin record");
  if (out.ended) throw BadLine("a record of type '" + type + "' after the end record");
  if (type == "step") {
    out.steps.push_back(members.text("text"));
  } else if (type == "observation") {
    out.observations.push_back({members.nonempty("key"), members.any("value")});
  } else if (type == "failure") {
    out.failures.push_back({members.text("file"), members.number("line"), members.text("message")});
  } else if (type == "end") {
    out.word = members.nonempty("declared");
    out.reason = members.text_or("reason", "");
    out.ended = true;
  } else {
    throw BadLine("a record of the unknown type '" + type + "'");
  }
}

}  // namespace

Host parse_list(std::string_view text) {
  Host host;
  bool started = false, ended = false;
  std::int64_t said = 0;
  std::set<std::string> ids;
  try {
    for_each_line(text, [&](std::size_t, const json::object& object) {
      const Members members(object);
      const auto type = type_of(members);
      if (ended) throw BadLine("a record of type '" + type + "' after the end record");
      if (!started && type != "host") throw BadLine("the first record is not of type 'host'");
      if (type == "host") {
        if (started) throw BadLine("a second record of type 'host'");
        started = true;
        read_host(host, members);
      } else if (type == "case") {
        host.cases.push_back(read_case(members));
        if (!ids.insert(host.cases.back().id).second) {
          throw BadLine("case '" + host.cases.back().id + "' is listed twice");
        }
      } else if (type == "end") {
        ended = true;
        said = members.number("cases");
      } else {
        throw BadLine("a record of the unknown type '" + type + "'");
      }
    });
  } catch (const BadLine& bad) {
    throw broken_host("--list", bad.what());
  }
  if (!started) throw broken_host("--list", "it wrote nothing");
  check_end("--list", ended, said, host.cases.size(), "cases");
  return host;
}

SystemFacts parse_facts(std::string_view text) {
  SystemFacts facts;
  bool ended = false;
  std::int64_t said = 0;
  try {
    for_each_line(text, [&](std::size_t, const json::object& object) {
      const Members members(object);
      const auto type = type_of(members);
      if (ended) throw BadLine("a record of type '" + type + "' after the end record");
      if (type == "fact") {
        Fact fact;
        fact.primitive = members.nonempty("primitive");
        fact.strategy = members.nonempty("strategy");
        fact.availability = members.nonempty("availability");
        if (fact.availability != "works" && fact.availability != "refused" && fact.availability != "absent") {
          throw BadLine("availability '" + fact.availability + "' is not one of works, refused, absent");
        }
        fact.call = members.text_or("call", "");
        fact.error = members.text_or("error", "");
        fact.code = members.number("code");
        fact.detail = members.text_or("detail", "");
        fact.selected = members.flag("selected");
        facts.strategies.push_back(std::move(fact));
      } else if (type == "limit") {
        Limit limit;
        limit.name = members.nonempty("name");
        limit.value = members.count_or_null("value");
        limit.unit = members.text_or("unit", "");
        limit.call = members.text_or("call", "");
        limit.error = members.text_or("error", "");
        limit.code = members.number("code");
        limit.detail = members.text_or("detail", "");
        facts.limits.push_back(std::move(limit));
      } else if (type == "environment") {
        auto name = members.nonempty("name");
        if (!may_be_set(name)) throw BadLine("'" + name + "' is no variable that a host may set for its cases");
        facts.environment.emplace_back(std::move(name), members.text("value"));
      } else if (type == "end") {
        ended = true;
        said = members.number("facts");
      } else {
        throw BadLine("a record of the unknown type '" + type + "'");
      }
    });
  } catch (const BadLine& bad) {
    throw broken_host("--facts", bad.what());
  }
  check_end("--facts", ended, said, facts.strategies.size() + facts.limits.size() + facts.environment.size(),
            "facts");
  return facts;
}

Declared parse_control(std::string_view text, std::string_view case_id, std::string_view variant) {
  Declared out;
  try {
    for_each_line(text, [&](std::size_t, const json::object& object) {
      read_control_line(out, Members(object), case_id, variant);
    });
  } catch (const BadLine& bad) {
    // Nothing after a bad line is believed; a line torn by a crash leaves what was written before it.
    out.faults.emplace_back(bad.what());
  }
  return out;
}

}  // namespace procport::runner
