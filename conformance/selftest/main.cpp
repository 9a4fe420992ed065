// SPDX-License-Identifier: BSL-1.0
// A host without a library under test: its cases pass, fail, crash, hang, leak and lie, each as its id says.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "selftest.hpp"

namespace selftest {

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void Record::step(std::string_view text) { line(R"({"type":"step","text":)" + json_text(text) + "}"); }

void Record::failure(std::string_view message) {
  line(R"({"type":"failure","file":"conformance/selftest/bodies.cpp","line":1,"message":)" + json_text(message) + "}");
}

int Record::end(std::string_view declared, std::string_view reason) {
  line(R"({"type":"end","declared":)" + json_text(declared) + R"(,"reason":)" + json_text(reason) + "}");
  if (declared == "fail") return 1;
  if (declared == "unsupported" || declared == "untested") return 2;
  return declared == "broken" ? 3 : 0;
}

namespace {

std::vector<Case> all_cases() {
  std::vector<Case> out(plain_cases().begin(), plain_cases().end());
  out.insert(out.end(), leaking_cases().begin(), leaking_cases().end());
  return out;
}

int run_case(const std::string& id, const std::string& variant, const std::string& control) {
  const auto cases = all_cases();
  const auto found = std::ranges::find(cases, id, &Case::id);
  if (found == cases.end()) {
    std::cerr << "selftest-host: there is no case " << id << "\n";
    return 64;
  }
  Record record(control + "/case.jsonl");
  if (found->begins) {
    record.line(R"({"type":"begin","case":)" + json_text(id) + R"(,"variant":)" + json_text(variant) + "}");
  }
  return found->body(record);
}

}  // namespace

void print_list() {
  const auto cases = all_cases();
  std::cout << R"({"type":"host","protocol":1,"name":"selftest","version":"1","language":"C++20","compiler":"",)"
            << R"("variants":[{"id":"plain","start_method":"none","profile":"none"}]})"
            << "\n";
  for (const auto& each : cases) {
    std::cout << R"({"type":"case","id":)" << json_text(each.id) << R"(,"title":)" << json_text(each.title)
              << R"(,"requirements":[],"source":{"file":"conformance/selftest/bodies.cpp","line":1},)"
              << R"("start_methods":[],"limit_ms":)" << each.limit_ms << "}\n";
  }
  std::cout << R"({"type":"end","cases":)" << cases.size() << "}" << std::endl;
}

void print_facts() {
  std::cout << R"({"type":"fact","primitive":"none","strategy":"none","availability":"works","call":"","error":"",)"
            << R"("code":0,"detail":"the self-test host uses no primitive","selected":true})"
            << "\n"
            << R"({"type":"environment","name":"SELFTEST_SAID","value":"by --facts"})"
            << "\n"
            << R"({"type":"end","facts":2})" << std::endl;
}

}  // namespace selftest

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto value = [&](std::string_view flag) -> std::string {
    const auto found = std::ranges::find(words, flag);
    return found == words.end() || found + 1 == words.end() ? std::string() : *(found + 1);
  };
  const std::string verb = words.empty() ? "" : words.front();
  if (const char* mode = std::getenv("SELFTEST_MODE"); mode != nullptr && *mode != '\0') {
    int code = 0;
    if (selftest::misbehave(mode, verb, code)) return code;
  }
  if (verb == "--list") {
    selftest::print_list();
  } else if (verb == "--facts") {
    selftest::print_facts();
  } else if (verb == "--case") {
    return selftest::run_case(value("--case"), value("--variant"), value("--control"));
  } else if (verb == "--helper" && words.size() > 1) {
    return selftest::help({words.begin() + 1, words.end()});
  } else {
    std::cerr << "usage: selftest-host --list | --facts | --case ID --variant V --control DIR\n";
    return 64;
  }
  return 0;
}
