// SPDX-License-Identifier: BSL-1.0
// Ways to answer --list and --facts wrongly.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <thread>

#include "selftest.hpp"

namespace selftest {
namespace {

constexpr std::string_view host_line =
    R"({"type":"host","protocol":1,"name":"selftest","version":"1","language":"C++20","compiler":"",)"
    R"("variants":[{"id":"plain","start_method":"none","profile":"none"}]})";
constexpr std::string_view case_line = R"({"type":"case","id":"pass.plain","title":"Passes","requirements":[],)"
                                       R"("source":{"file":"a.cpp","line":1},"start_methods":[],"limit_ms":1000})";

int say(std::initializer_list<std::string_view> lines, int code = 0) {
  for (const auto line : lines) std::cout << line << "\n";
  std::cout << std::flush;
  return code;
}

int garbage() { return say({"Segmentation fault (core dumped)"}); }
int no_end() { return say({host_line, case_line}); }
int wrong_count() { return say({host_line, case_line, R"({"type":"end","cases":2})"}); }
int wrong_protocol() {
  return say({R"({"type":"host","protocol":2,"name":"x","version":"1","language":"C","variants":[]})"});
}
int duplicates() { return say({host_line, case_line, case_line, R"({"type":"end","cases":2})"}); }
int no_host() { return say({case_line, R"({"type":"end","cases":1})"}); }
int after_end() { return say({host_line, R"({"type":"end","cases":0})", case_line}); }
int unknown_type() { return say({host_line, R"({"type":"surprise"})", R"({"type":"end","cases":0})"}); }
int not_an_object() { return say({"[1,2,3]"}); }
int no_limit() {
  return say({host_line, R"({"type":"case","id":"a","title":"","requirements":[],"source":{"file":"a","line":1},)"
                         R"("start_methods":[]})"});
}
int torn() {
  std::cout << host_line << "\n" << case_line.substr(0, 30) << std::flush;
  return 0;
}
int silent() { return 0; }
int not_utf8() { return say({"{\"type\":\"host\",\"name\":\"\xff\xfe\"}"}); }
int exits_one() {
  std::cerr << "libfoo.so: cannot open shared object file\n";
  return 1;
}
int dies() { std::abort(); }
int hangs() {
  while (true) std::this_thread::sleep_for(std::chrono::hours(1));
}
int unknown_requirement() {
  return say({host_line,
              R"({"type":"case","id":"a","title":"","requirements":["NO-SUCH-REQUIREMENT"],)"
              R"("source":{"file":"a.cpp","line":7},"start_methods":[],"limit_ms":1000})",
              R"({"type":"end","cases":1})"});
}

const std::map<std::string_view, int (*)()>& modes() {
  static const std::map<std::string_view, int (*)()> table{{"garbage", garbage},
                                                           {"no-end", no_end},
                                                           {"wrong-count", wrong_count},
                                                           {"protocol", wrong_protocol},
                                                           {"duplicates", duplicates},
                                                           {"no-host", no_host},
                                                           {"after-end", after_end},
                                                           {"unknown-type", unknown_type},
                                                           {"not-an-object", not_an_object},
                                                           {"no-limit", no_limit},
                                                           {"torn", torn},
                                                           {"silent", silent},
                                                           {"not-utf8", not_utf8},
                                                           {"exits-one", exits_one},
                                                           {"dies", dies},
                                                           {"hangs", hangs},
                                                           {"unknown-requirement", unknown_requirement}};
  return table;
}

}  // namespace

bool misbehave(std::string_view mode, std::string_view verb, int& exit_code) {
  // "facts:" in front of a mode makes --facts wrong and leaves --list right.
  constexpr std::string_view facts = "facts:";
  const bool for_facts = mode.starts_with(facts);
  if (for_facts) mode.remove_prefix(facts.size());
  if (verb != (for_facts ? "--facts" : "--list")) return false;
  const auto found = modes().find(mode);
  if (found == modes().end()) return false;
  exit_code = found->second();
  return true;
}

}  // namespace selftest
