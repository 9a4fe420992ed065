// SPDX-License-Identifier: BSL-1.0
// The cases that are linked into this host.
#include "conformance/host/registry.hpp"

#include <algorithm>
#include <deque>

namespace conformance {

namespace {

// A function, because cases of other files register before main, in any order.
std::deque<Case>& registered() {
  static std::deque<Case> cases;
  return cases;
}

}  // namespace

Registration::Registration(std::string_view id, void (*body)(), const char* file, int line, Requirements requirements,
                           Needs needs) {
  registered().push_back(
      {std::string(id), body, repository_path(file), line, std::move(requirements.ids), std::move(needs)});
}

std::string repository_path(std::string_view file) {
  const auto start = file.rfind("conformance/");
  return std::string(start == std::string_view::npos ? file : file.substr(start));
}

std::string Case::title() const {
  std::string words = id;
  std::replace_if(
      words.begin(), words.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
  if (const auto last = words.rfind('.'); last != std::string::npos) {
    words.replace(last, 1, ": ");
  }
  std::replace(words.begin(), words.end(), '.', ' ');
  return words;
}

std::vector<const Case*> all_cases() {
  std::vector<const Case*> cases;
  for (const auto& each : registered()) {
    cases.push_back(&each);
  }
  std::sort(cases.begin(), cases.end(), [](const Case* left, const Case* right) { return left->id < right->id; });
  return cases;
}

const Case* find_case(std::string_view id) {
  const Case* found = nullptr;
  for (const auto& each : registered()) {
    if (each.id == id) {
      if (found != nullptr) {
        return nullptr;
      }
      found = &each;
    }
  }
  return found;
}

std::vector<Variant> all_variants() {
  std::vector<Variant> variants;
  for (const auto method : {mp::StartMethod::fork, mp::StartMethod::spawn, mp::StartMethod::forkserver}) {
    for (const auto& profile : mp::strategy_profiles()) {
      const std::string name(mp::to_string(method));
      variants.push_back({name + "-" + profile, name, profile});
    }
  }
  return variants;
}

}  // namespace conformance
