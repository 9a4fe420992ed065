// SPDX-License-Identifier: BSL-1.0
// What a process is started with: a target and its arguments, on their way from one process to the other.
#pragma once

#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

/// A target with its arguments, of forgotten type.
class Task {
 public:
  virtual ~Task() = default;
  virtual void run() = 0;
  /// Writes what a spawned child needs to run the same. Throws UnpicklableError.
  virtual void save(OutputArchive& archive) const = 0;
};

using Entry = void (*)(InputArchive&);

void save_code(OutputArchive& archive, void (*function)());
[[nodiscard]] void (*load_code(InputArchive& archive))();

/// Throws the UnpicklableError of a target that holds state which no other process can be given.
[[noreturn]] void refuse_target(const char* type_name);

template <class F>
inline constexpr bool is_function_pointer =
    std::conjunction_v<std::is_pointer<F>, std::is_function<std::remove_pointer_t<F>>>;
/// A lambda without captures, or a function object without state: the type says everything.
template <class F>
inline constexpr bool is_stateless = std::conjunction_v<std::is_empty<F>, std::is_default_constructible<F>>;

template <class F>
void save_target(OutputArchive& archive, const F& target) {
  if constexpr (is_function_pointer<F>) {
    save_code(archive, reinterpret_cast<void (*)()>(target));
  } else if constexpr (is_stateless<F>) {
    return;
  } else if constexpr (Picklable<F>) {
    archive(target);
  } else {
    refuse_target(typeid(F).name());
  }
}

template <class F>
F load_target(InputArchive& archive) {
  if constexpr (is_function_pointer<F>) {
    return reinterpret_cast<F>(load_code(archive));
  } else if constexpr (is_stateless<F>) {
    return F{};
  } else if constexpr (Picklable<F>) {
    F target{};
    archive(target);
    return target;
  } else {
    refuse_target(typeid(F).name());
  }
}

/// As what an argument is kept: a pointer to characters would mean nothing in another process.
template <class Arg>
using stored_t =
    std::conditional_t<std::is_same_v<std::decay_t<Arg>, const char*> || std::is_same_v<std::decay_t<Arg>, char*>,
                       std::string, std::decay_t<Arg>>;

template <class F, class... Args>
class TaskOf final : public Task {
 public:
  template <class G, class... Values>
  explicit TaskOf(G&& target, Values&&... values)
      : target_(std::forward<G>(target)), arguments_(std::forward<Values>(values)...) {}

  void run() override { std::apply(target_, std::move(arguments_)); }

  void save(OutputArchive& archive) const override {
    save_code(archive, reinterpret_cast<void (*)()>(&TaskOf::enter));
    save_target(archive, target_);
    archive(arguments_);
  }

 private:
  static void enter(InputArchive& archive) {
    auto target = load_target<F>(archive);
    std::tuple<Args...> arguments = [&] {
      LoadingScope scope;
      std::tuple<Args...> loaded;
      archive(loaded);
      return loaded;
    }();
    std::apply(target, std::move(arguments));
  }

  F target_;
  std::tuple<Args...> arguments_;
};

template <class F, class... Args>
std::unique_ptr<Task> make_task(F&& target, Args&&... arguments) {
  static_assert(std::is_invocable_v<std::decay_t<F>&, stored_t<Args>...>,
                "the target cannot be called with these arguments");
  if constexpr ((is_serializable<stored_t<Args>> && ...)) {
    return std::make_unique<TaskOf<std::decay_t<F>, stored_t<Args>...>>(std::forward<F>(target),
                                                                        std::forward<Args>(arguments)...);
  } else {
    (require_picklable<stored_t<Args>>(), ...);
    return nullptr;
  }
}

}  // namespace multiprocessing::detail
