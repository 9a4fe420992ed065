// SPDX-License-Identifier: BSL-1.0
// Link and markup checks that need no browser.
#include "page_checks.hpp"

#include <boost/json/array.hpp>
#include <map>
#include <regex>
#include <set>

#include "sample.hpp"

namespace procport::reports::test {
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

/// Members whose text means something to the reader, so that another text would be refused.
const std::set<std::string> meaningful = {"id",         "area",         "level",   "rollup",  "verdict",
                                          "relation",   "state",        "gate",    "word",    "variant",
                                          "result",     "availability", "version", "cases",   "requirements",
                                          "depends_on", "relations",    "residue", "verdicts"};

void poison_value(json::value& value, std::string_view text) {
  if (auto* object = value.if_object()) {
    for (auto& member : *object) {
      const bool keep =
          meaningful.contains(std::string(member.key())) &&
          (member.value().is_string() || (member.value().is_array() && !member.value().get_array().empty() &&
                                          member.value().get_array()[0].is_string()));
      if (!keep) poison_value(member.value(), text);
    }
  } else if (auto* array = value.if_array()) {
    for (auto& item : *array) poison_value(item, text);
  } else if (value.is_string()) {
    value = text;
  }
}

}  // namespace

std::vector<std::string> dead_links(const fs::path& folder) {
  static const std::regex link("href=\"([^\"#]*)(#([^\"]*))?\"");
  std::vector<std::string> dead;
  std::map<fs::path, std::string> pages;
  const auto page = [&](const fs::path& path) -> const std::string& {
    const auto [place, is_new] = pages.try_emplace(path);
    if (is_new) place->second = read_text(path);
    return place->second;
  };
  std::set<std::pair<fs::path, std::string>> anchors;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    const auto& text = page(entry.path());
    std::set<std::string> checked;
    for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
      if (!checked.insert((*at)[0]).second) continue;
      const auto path = (*at)[1].str();
      const auto fragment = (*at)[3].str();
      const auto target = path.empty() ? entry.path() : (entry.path().parent_path() / path).lexically_normal();
      const bool inside = target.lexically_relative(folder).string().rfind("..", 0) != 0;
      if (!inside || !fs::is_regular_file(target)) {
        dead.push_back(entry.path().string() + ": " + (*at)[0].str());
      } else if (!fragment.empty() && anchors.insert({target, fragment}).second &&
                 page(target).find("id=\"" + fragment + "\"") == std::string::npos) {
        dead.push_back(entry.path().string() + ": no such anchor: " + (*at)[0].str());
      }
    }
  }
  return dead;
}

std::string unbalanced(std::string_view page) {
  static const std::set<std::string> single = {"meta", "br", "input", "!doctype", "rect"};
  std::vector<std::string> open;
  std::size_t at = 0;
  while ((at = page.find('<', at)) != std::string_view::npos) {
    const auto end = page.find('>', at);
    if (end == std::string_view::npos) return "a tag without an end";
    const bool closes = page[at + 1] == '/';
    const auto from = at + (closes ? 2 : 1);
    const auto name = std::string(page.substr(from, page.find_first_of(" >\n", from) - from));
    at = end;
    if (closes) {
      if (open.empty() || open.back() != name) return "</" + name + "> closes " + (open.empty() ? "" : open.back());
      open.pop_back();
    } else if (!single.contains(name)) {
      open.push_back(name);
      if (name == "script" || name == "style") at = page.find("</" + name, end) - 1;
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

void poison(json::object& document, std::string_view text) {
  json::value whole = document;
  for (const auto* name : {"run", "trust", "suite", "host", "target", "facts", "requirements", "cases", "vocabulary"}) {
    poison_value(whole.as_object()[name], text);
  }
  whole.as_object()["suite"].as_object()["version"] = text;
  document = whole.as_object();
}

}  // namespace procport::reports::test
