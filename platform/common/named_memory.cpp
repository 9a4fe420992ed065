// SPDX-License-Identifier: BSL-1.0
// Named memory by the strategy that serves.
#include "platform/named_memory.hpp"

#include "common/selection.hpp"
#include "platform/random.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache chosen_before;
constexpr std::string_view random_prefix = "mp-";  // of random_name()

result<const named_memory_strategy*> chosen() {
  return serving("named-memory", named_memory_strategies(), chosen_before);
}

}  // namespace

result<shared_memory> create_named_memory(const std::string& name, std::size_t size, memory_stay stay) {
  const auto by = chosen();
  if (!by) return by.error();
  if (size == 0) {
    return error{"create_named_memory", std::make_error_code(std::errc::invalid_argument),
                 "a block has at least one byte"};
  }
  return (*by)->create(name, size, stay);
}

result<shared_memory> attach_named_memory(const std::string& name) {
  const auto by = chosen();
  if (!by) return by.error();
  return (*by)->attach(name);
}

result<> remove_named_memory(const std::string& name) {
  const auto by = chosen();
  if (!by) return by.error();
  return (*by)->remove(name);
}

result<std::string> random_memory_name() {
  const auto by = chosen();
  if (!by) return by.error();
  const auto name = random_name();
  if (!name) return name.error();
  return std::string((*by)->prefix) + name->substr(random_prefix.size());
}

}  // namespace multiprocessing::platform
