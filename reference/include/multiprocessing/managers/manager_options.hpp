// SPDX-License-Identifier: BSL-1.0
// What a manager is made with, and what the process of its server is told.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "multiprocessing/address.hpp"
#include "multiprocessing/authkey.hpp"
#include "multiprocessing/connection.hpp"
#include "multiprocessing/managers/registry.hpp"

namespace multiprocessing {

/// What a manager is made with.
struct ManagerOptions {
  std::optional<Address> address = {};                 ///< one that nobody can guess, if not given
  std::optional<AuthenticationKey> authkey = {};       ///< that of the process, if not given
  Timeout shutdown_timeout = std::chrono::seconds(1);  ///< what the server gets for each step of its end
  std::optional<StartMethod> start_method = {};        ///< the default of the process, if not given
};

namespace detail {

/// A target as an argument of a Process.
template <class F>
struct Callable {
  std::optional<F> target;
  void save(OutputArchive& archive) const {
    (void)archive.hand_off("a function");
    save_target(archive, *target);
  }
  void load(InputArchive& archive) { target.emplace(load_target<F>(archive)); }
};

/// What the process of a manager is told.
struct ManagerSetup {
  Registry registry;
  std::optional<Address> address;
  AuthenticationKey key;
  void save(OutputArchive& archive) const { archive(registry, address, key); }
  void load(InputArchive& archive) { archive(registry, address, key); }
};
void run_manager(const ManagerSetup& setup, Connection ready, const std::function<void()>& initializer);

template <class F, class... Args>
void run_manager_after(ManagerSetup setup, Connection ready, Callable<F> initializer, Args... arguments) {
  run_manager(setup, std::move(ready), [&] { std::invoke(*initializer.target, std::move(arguments)...); });
}

}  // namespace detail
}  // namespace multiprocessing
