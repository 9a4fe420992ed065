// SPDX-License-Identifier: BSL-1.0
// Namespace: attributes of any type, by name.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "multiprocessing/dummy/monitor.hpp"
#include "multiprocessing/serialization.hpp"

namespace multiprocessing::dummy {

/// Named values, each of its own Picklable type. Copies name the same one.
///
/// Errors   std::out_of_range, naming it, from get and remove if there is no such attribute; UnpicklingError from get
///          if it is no T.
/// Threads  Safe to use from several threads at once.
///
/// Promises DUMMY-NAMESPACE
/// Differs  C++ has no attributes that come and go: `space.set("x", 10)` for `space.x = 10`.
class Namespace {
 public:
  /// Empty.
  Namespace();

  /// Makes it, or replaces it.
  template <class T>
  void set(std::string_view name, const T& value) {
    set_bytes(name, multiprocessing::detail::dumps(value));
  }
  /// A copy of it.
  template <class T>
  [[nodiscard]] T get(std::string_view name) const {
    return multiprocessing::detail::loads<T>(get_bytes(name));
  }
  /// Whether there is such an attribute.
  [[nodiscard]] bool has(std::string_view name) const;
  /// Takes it away.
  void remove(std::string_view name);
  /// Those that there are, in the order of the alphabet.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  void set_bytes(std::string_view name, Bytes value);
  [[nodiscard]] Bytes get_bytes(std::string_view name) const;

  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace multiprocessing::dummy
