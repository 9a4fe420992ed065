// SPDX-License-Identifier: BSL-1.0
// Proxy: an object in a manager's server, as other processes have it.
#pragma once

#include <concepts>
#include <memory>
#include <ostream>
#include <string>
#include <typeinfo>
#include <utility>

#include "multiprocessing/managers/reference.hpp"

namespace multiprocessing {

/// What all Proxy<T> are underneath.
class ProxyBase {
 public:
  /// One that stands for nothing.
  ProxyBase() = default;
  /// For the library.
  explicit ProxyBase(std::shared_ptr<detail::Reference> reference) noexcept : reference_(std::move(reference)) {}

  /// Whether it stands for an object: one that was moved from, or made by default, does not.
  [[nodiscard]] explicit operator bool() const noexcept { return reference_ != nullptr; }
  /// Whether both stand for the same object. What the objects hold is not compared.
  friend bool operator==(const ProxyBase& left, const ProxyBase& right) noexcept { return left.same_as(right); }
  /// What the object says of itself, in the server: by `to_string(object)` or operator<< if it has one, otherwise
  /// `<Counter at 0x55d0c3a1b2c0>`.
  ///
  /// Errors   As Proxy::call.
  ///
  /// Promises MANAGER-TEXT
  /// Source   CPython 3.14 docs, library/multiprocessing, Proxy Objects, str() of a proxy
  friend std::string to_string(const ProxyBase& proxy) { return proxy.object_text(); }

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

  /// For arguments; zero for a proxy that stands for nothing.
  [[nodiscard]] detail::ObjectId object_id() const noexcept { return reference_ ? reference_->id() : 0; }
  /// What keeps the object alive, for arguments.
  [[nodiscard]] std::shared_ptr<void> object_kept() const noexcept { return reference_; }

 protected:
  /// ValueError if it stands for nothing.
  [[nodiscard]] const std::shared_ptr<detail::Reference>& reference() const;

  /// A call, and its result as it crossed.
  template <auto M, class... Args>
  auto call_method(Args&&... arguments) const {
    using S = detail::Signature<decltype(M)>;
    using R = typename S::Result;
    detail::Call call(reference()->link());
    const detail::Exchange::Scope scope(call);
    const Bytes answer = call.make(reference()->id(), detail::key_of<Method<M>>(),
                                   detail::dumps(typename S::Wires(std::forward<Args>(arguments)...)));
    if constexpr (!std::is_void_v<R>) return detail::loads<detail::wire_t<R>>(answer);
  }
  /// A copy of the object as bytes.
  [[nodiscard]] Bytes value_bytes() const;

 private:
  template <std::derived_from<ProxyBase> P>
  friend std::string repr(const P& proxy);
  [[nodiscard]] std::string object_text() const;
  [[nodiscard]] std::string described(const std::type_info& type) const;
  [[nodiscard]] bool same_as(const ProxyBase& other) const noexcept;
  std::shared_ptr<detail::Reference> reference_;
};

/// `<CounterProxy of object 5 of 127.0.0.1:5000>`: which proxy this is, without asking the server.
///
/// Promises MANAGER-TEXT
/// Source   CPython 3.14 Lib/multiprocessing/managers.py, BaseProxy.__repr__
template <std::derived_from<ProxyBase> P>
[[nodiscard]] std::string repr(const P& proxy) {
  return proxy.described(typeid(P));
}
/// Writes its to_string.
template <std::derived_from<ProxyBase> P>
std::ostream& operator<<(std::ostream& out, const P& proxy) {
  return out << to_string(proxy);
}

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
