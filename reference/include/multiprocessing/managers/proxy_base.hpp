// SPDX-License-Identifier: BSL-1.0
// What all proxies have in common, whatever their objects are.
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

}  // namespace multiprocessing
