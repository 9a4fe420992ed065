// SPDX-License-Identifier: BSL-1.0
// Namespace: attributes of any type, by name.
#include "multiprocessing/dummy/namespace.hpp"

#include <stdexcept>

namespace multiprocessing::dummy {
namespace {

[[noreturn]] void refuse_unknown(std::string_view name) {
  throw std::out_of_range("the namespace has no attribute '" + std::string(name) + "'");
}

}  // namespace

struct Namespace::State {
  detail::Monitor monitor;
  std::map<std::string, Bytes, std::less<>> values;
};

Namespace::Namespace() : state_(std::make_shared<State>()) {}

bool Namespace::has(std::string_view name) const {
  auto& state = *detail::live(state_, "Namespace");
  const detail::Visit visit(state.monitor);
  return state.values.find(name) != state.values.end();
}

void Namespace::remove(std::string_view name) {
  auto& state = *detail::live(state_, "Namespace");
  const detail::Visit visit(state.monitor);
  const auto found = state.values.find(name);
  if (found == state.values.end()) refuse_unknown(name);
  state.values.erase(found);
}

std::vector<std::string> Namespace::names() const {
  auto& state = *detail::live(state_, "Namespace");
  const detail::Visit visit(state.monitor);
  std::vector<std::string> all;
  for (const auto& [name, value] : state.values) all.push_back(name);
  return all;
}

void Namespace::set_bytes(std::string_view name, Bytes value) {
  auto& state = *detail::live(state_, "Namespace");
  const detail::Visit visit(state.monitor);
  state.values.insert_or_assign(std::string(name), std::move(value));
}

Bytes Namespace::get_bytes(std::string_view name) const {
  auto& state = *detail::live(state_, "Namespace");
  const detail::Visit visit(state.monitor);
  const auto found = state.values.find(name);
  if (found == state.values.end()) refuse_unknown(name);
  return found->second;
}

}  // namespace multiprocessing::dummy
