// SPDX-License-Identifier: BSL-1.0
// Proxy: an object in a manager's server, as other processes have it.
#pragma once

#include <memory>
#include <utility>

#include "multiprocessing/managers/proxy_base.hpp"

namespace multiprocessing {

template <class T>
class Proxy;

/// Which class stands for a T: specialize it for a proxy of your own.
///
///   template <> struct multiprocessing::ProxyFor<Counter> { using type = CounterProxy; };
template <class T>
struct ProxyFor {
  /// The class.
  using type = Proxy<T>;
};

namespace detail {

/// What the caller of a method gets for its result.
template <class R>
struct Answered {
  using type = R;
  static R from(R&& result, const Reference&) { return std::move(result); }
};
template <class T>
struct Answered<ObjectWire<T>> {
  using type = typename ProxyFor<T>::type;
  static type from(ObjectWire<T>&& wire, const Reference&) {
    if (wire.id == 0) return {};
    return type(std::static_pointer_cast<Reference>(std::move(wire.kept)));
  }
};
}  // namespace detail

/// An object of type T that lives in the server of a manager. Copies name the same object, which lives until the last
/// proxy in any process has gone; so do the references of a process that is killed.
///
///   auto counter = manager.create<Counter>(5);
///   int total = counter.call<&Counter::add>(3);
///
/// It can be sent to any process that has the key of the manager: as an argument of a Process, through queues and
/// connections, and inside of what other managed objects hold. One that was sent and is never received keeps its object
/// until the manager ends.
///
/// A class of your own with named methods derives from it, with its constructors: see ProxyFor.
///
///   struct CounterProxy : mp::Proxy<Counter> {
///     using Proxy::Proxy;
///     int add(int n) { return call<&Counter::add>(n); }
///   };
///
/// Threads  Safe to use from several threads: each has a connection of its own, and is served by a thread of its own.
/// Fork     Usable in a forked child, which has references of its own.
///
/// Promises MANAGER-CALL, MANAGER-REFERENCES, MANAGER-PROXY-SENT, MANAGER-THREADS
/// Source   CPython 3.14 docs, library/multiprocessing, Proxy Objects
/// Differs  Method and arguments are checked by the compiler. In Python a proxy is not for several threads, and the
///          references of a killed process stay.
template <class T>
class Proxy : public ProxyBase {
 public:
  /// The class of the object.
  using Object = T;
  /// One that stands for nothing.
  Proxy() = default;
  /// For classes that derive from it.
  explicit Proxy(std::shared_ptr<detail::Reference> reference) noexcept : ProxyBase(std::move(reference)) {}

  /// Calls a method of the object, in the server, and waits for it.
  ///
  /// \param arguments  What the method takes. Where that is a `std::shared_ptr<U>`, a `Proxy<U>` of the same manager.
  /// \returns          A copy of what it returns. Where that is a `std::shared_ptr<U>`, a proxy: U must be registered.
  ///
  /// Errors   What the method throws, see RemoteError. RemoteError if the method is not registered with the type.
  ///          UnpicklableError if an argument cannot be sent. EOFError, at once and also in the middle of a call, if
  ///          the server has ended. ValueError if this proxy stands for nothing.
  ///
  /// Promises MANAGER-CALL, MANAGER-EXCEPTIONS, MANAGER-UNEXPOSED, MANAGER-RETURNS-PROXY, MANAGER-SERVER-DIED
  template <auto M, class... Args>
  auto call(Args&&... arguments) const {
    using S = detail::Signature<decltype(M)>;
    static_assert(std::is_base_of_v<typename S::Object, T>, "the method is not one of this object");
    static_assert(S::template takes<Args...>, "the method cannot be called with these arguments");
    if constexpr (std::is_void_v<typename S::Result>) {
      call_method<M>(std::forward<Args>(arguments)...);
    } else {
      using A = detail::Answered<detail::wire_t<typename S::Result>>;
      return A::from(call_method<M>(std::forward<Args>(arguments)...), *reference());
    }
  }

  /// A copy of the object, if it is Picklable.
  [[nodiscard]] T get_value() const requires Picklable<T> { return detail::loads<T>(value_bytes()); }
};

}  // namespace multiprocessing
