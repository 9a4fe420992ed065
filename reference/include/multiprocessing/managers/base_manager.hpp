// SPDX-License-Identifier: BSL-1.0
// BaseManager: a process that serves objects to others.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "multiprocessing/managers/manager_options.hpp"
#include "multiprocessing/managers/manager_server.hpp"
#include "multiprocessing/managers/proxy.hpp"

namespace multiprocessing {

namespace detail {
struct ManagerState;

}  // namespace detail

/// A process that makes objects and serves them to whoever has its key, on this computer or another one.
///
///   mp::BaseManager manager;
///   manager.register_type<Counter>("Counter", mp::method<&Counter::add>, mp::method<&Counter::value>);
///   manager.start();
///   auto counter = manager.create<Counter>(5);
///   counter.call<&Counter::add>(3);
///
/// Its server ends with shutdown(), with the destruction of this object, and with the process that started it. Calls
/// that wait then throw EOFError. It ignores SIGINT, so that who is interrupted can still use it to clean up.
///
/// Threads  Register and start in one thread; the other members are safe to use from several.
/// Fork     A forked child can create objects. It ends nothing.
///
/// Promises MANAGER-START, MANAGER-CREATE, MANAGER-SHUTDOWN, MANAGER-SIGINT, MANAGER-PARENT-DIED
/// Source   CPython 3.14 docs, library/multiprocessing, Managers
/// Differs  Types are registered with an object, not with a class. There is one serializer; server and clients must lay
///          values out in the same way, which the first message checks.
class BaseManager {
 public:
  /// Nothing runs yet.
  explicit BaseManager(ManagerOptions options = {});
  /// What was moved from is of no use: ValueError.
  BaseManager(BaseManager&& other) noexcept;
  /// Ends the server of the one that is replaced.
  BaseManager& operator=(BaseManager&& other) noexcept;
  /// As shutdown().
  ~BaseManager();

  /// Serves objects of type T, with these methods and no others.
  ///
  /// \param name   Under which clients ask for it; the same in every program.
  /// The rest is `method<&T::member>`, and `init<Args...>` for other programs.
  ///
  /// Errors   ValueError if the name is taken; AssertionError if the server runs already.
  ///
  /// Promises MANAGER-CALL, MANAGER-UNEXPOSED
  template <class T, class... Parts>
  void register_type(std::string name, Parts...) {
    add({std::move(name), &detail::describe_type<T, Parts...>, nullptr});
  }
  /// Serves one object that is there already, for get<T>(name). By get_server(), or by start() under fork.
  ///
  /// Promises MANAGER-INSTANCE
  template <class T, class... Parts>
  void register_instance(std::string name, std::shared_ptr<T> instance, Parts...) {
    add({std::move(name), &detail::describe_type<T, Parts...>, std::move(instance)});
  }

  /// Starts the server, in a process of its own.
  ///
  /// Errors   AssertionError if it runs already, or ran; OSError if the address is taken; as Process::start.
  void start();
  /// The same; the server calls `initializer(arguments...)` before it serves. What that throws is thrown here.
  ///
  /// Promises MANAGER-INITIALIZER, MANAGER-INITIALIZER-THROWS
  template <class F, class... Args>
  void start(F&& initializer, Args&&... arguments) {
    static_assert(std::is_invocable_v<std::decay_t<F>&, detail::stored_t<Args>...>,
                  "the initializer cannot be called with these arguments");
    start_process([&](const detail::ManagerSetup& setup, const Connection& ready, const ProcessOptions& how) {
      return Process(how, &detail::run_manager_after<std::decay_t<F>, detail::stored_t<Args>...>, setup, ready,
                     detail::Callable<std::decay_t<F>>{std::forward<F>(initializer)}, std::forward<Args>(arguments)...);
    });
  }

  /// Uses the server that runs at the address, in whatever process.
  ///
  /// Errors   As Client: OSError if nobody listens there, AuthenticationError if the keys differ; UnpicklingError if
  ///          the server is built in another way.
  ///
  /// Promises MANAGER-REMOTE, MANAGER-KEY
  void connect();
  /// A server in this process, at the address of this manager.
  [[nodiscard]] ManagerServer get_server() const;

  /// Makes a T in the server, of these arguments, which are copied there.
  ///
  /// Errors   ValueError if T is not registered; what the constructor throws; as Proxy::call.
  ///
  /// Promises MANAGER-CREATE
  template <class T, class... Args>
  [[nodiscard]] typename ProxyFor<T>::type create(Args&&... arguments) const {
    static_assert(std::is_constructible_v<T, detail::stored_t<Args>...>, "a T cannot be made of these arguments");
    using Making = detail::MakerOf<T, detail::stored_t<Args>...>;
    return typename ProxyFor<T>::type(
        make(typeid(T), Making::entry.key,
             detail::dumps(std::tuple<detail::stored_t<Args>...>(std::forward<Args>(arguments)...))));
  }
  /// The object of that name, which register_instance put there.
  template <class T>
  [[nodiscard]] typename ProxyFor<T>::type get(std::string_view name) const {
    return typename ProxyFor<T>::type(find(name));
  }

  /// How many objects the server has.
  [[nodiscard]] std::size_t number_of_objects() const;
  /// Where the server listens. AssertionError before it does.
  [[nodiscard]] Address address() const;
  /// The process of the server. AssertionError if this object has not started one.
  [[nodiscard]] Process process() const;

  /// Ends the server that this object has started: asks it, waits for the shutdown timeout, terminates it, waits again,
  /// kills it. May be called again. Does nothing to a server that was connected to.
  ///
  /// Promises MANAGER-SHUTDOWN, MANAGER-SHUTDOWN-BLOCKED, MANAGER-SHUTDOWN-STOPPED
  void shutdown();
  /// Waits until the server has ended. \returns whether it has.
  bool join(Timeout timeout = std::nullopt) const;

 protected:
  /// What create() does.
  [[nodiscard]] std::shared_ptr<detail::Reference> make(const std::type_info& type, const std::string& key,
                                                        Bytes arguments) const;
  /// What tells the server from others, for pack().
  [[nodiscard]] const void* server() const;

 private:
  using MakeProcess =
      std::function<Process(const detail::ManagerSetup&, const Connection& ready, const ProcessOptions&)>;
  void add(detail::Registration registration);
  void start_process(const MakeProcess& make_process);
  [[nodiscard]] std::shared_ptr<detail::Reference> find(std::string_view name) const;

  std::unique_ptr<detail::ManagerState> state_;
};

}  // namespace multiprocessing
