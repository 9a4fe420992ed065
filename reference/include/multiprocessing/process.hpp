// SPDX-License-Identifier: BSL-1.0
// Process: an activity that runs in a process of its own, with the face of a thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/start_method.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

/// Something that becomes ready when a process ends: for wait().
class Sentinel {
 public:
  explicit Sentinel(std::intptr_t native) noexcept : native_(native) {}
  [[nodiscard]] std::intptr_t native() const noexcept { return native_; }

 private:
  std::intptr_t native_;
};

namespace detail {

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
inline constexpr bool is_function_pointer = std::is_pointer_v<F> && std::is_function_v<std::remove_pointer_t<F>>;
/// A lambda without captures, or a function object without state: the type says everything.
template <class F>
inline constexpr bool is_stateless = std::is_empty_v<F> && std::is_default_constructible_v<F>;

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
using stored_t = std::conditional_t<std::is_same_v<std::decay_t<Arg>, const char*> || std::is_same_v<std::decay_t<Arg>, char*>,
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

struct ProcessState;

}  // namespace detail

/// What can be said of a process before it starts.
struct ProcessOptions {
  std::string name = {};                         // "Process-1:2", counted within the parent, if empty
  std::optional<bool> daemon = {};               // as the creating process, if not given
  std::optional<StartMethod> start_method = {};  // the default of the process, if not given
};

/// A process. Copies name the same one; dropping the last copy ends nothing.
class Process {
 public:
  template <class F, class... Args>
    requires(!std::is_same_v<std::decay_t<F>, ProcessOptions> && !std::is_same_v<std::decay_t<F>, Process>)
  explicit Process(F&& target, Args&&... arguments)
      : Process(ProcessOptions{}, std::forward<F>(target), std::forward<Args>(arguments)...) {}

  template <class F, class... Args>
  Process(ProcessOptions options, F&& target, Args&&... arguments)
      : Process(make_task(std::forward<F>(target), std::forward<Args>(arguments)...), std::move(options)) {}

  void start();
  void join();
  bool join(Timeout timeout);
  [[nodiscard]] bool is_alive() const;
  [[nodiscard]] std::optional<int> exitcode() const;
  [[nodiscard]] std::optional<std::int64_t> pid() const;
  [[nodiscard]] std::string name() const;
  void set_name(std::string name);
  [[nodiscard]] bool daemon() const;
  void set_daemon(bool daemon);
  [[nodiscard]] Sentinel sentinel() const;
  void terminate();
  void kill();
  void close();

  friend bool operator==(const Process& left, const Process& right) noexcept { return left.state_ == right.state_; }

 private:
  friend Process current_process();
  friend std::optional<Process> parent_process();
  friend std::vector<Process> active_children();

  explicit Process(std::shared_ptr<detail::ProcessState> state) : state_(std::move(state)) {}
  Process(std::unique_ptr<detail::Task> task, ProcessOptions options);

  template <class F, class... Args>
  static std::unique_ptr<detail::Task> make_task(F&& target, Args&&... arguments) {
    using namespace detail;
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

  std::shared_ptr<detail::ProcessState> state_;
};

[[nodiscard]] Process current_process();
/// The process that started this one; nothing in the main process.
[[nodiscard]] std::optional<Process> parent_process();
/// The children of this process that run; reaps those that have ended.
[[nodiscard]] std::vector<Process> active_children();
/// Ends this process with that code, in the main function of a child as anywhere below it (throws SystemExit).
[[noreturn]] void exit(int code);

}  // namespace multiprocessing
