// SPDX-License-Identifier: BSL-1.0
// What becomes of a method's arguments and its result on the way between a client and a server.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "multiprocessing/managers/stored.hpp"

namespace multiprocessing {

class ProxyBase;

namespace detail {

/// An object of the server as an argument or a result: as its id. What C++ has as std::shared_ptr<T> on the server is a
/// proxy on the other side.
template <class T>
struct ObjectWire {
  ObjectWire() = default;
  ObjectWire(ObjectId its_id, std::shared_ptr<void> its_kept) : id(its_id), kept(std::move(its_kept)) {}
  /// A proxy as an argument.
  template <std::derived_from<ProxyBase> P>
  requires std::same_as<typename P::Object, T> ObjectWire(const P& proxy)
      : ObjectWire(proxy.object_id(), proxy.object_kept()) {}

  ObjectId id = 0;
  std::shared_ptr<void> kept;

  void save(OutputArchive& archive) const {
    archive(id);
    if (auto* exchange = Exchange::current(); exchange != nullptr && id != 0) exchange->sent(id);
  }
  void load(InputArchive& archive) {
    archive(id);
    if (id == 0) return;
    auto* exchange = Exchange::current();
    if (exchange == nullptr) throw UnpicklingError("an object of a manager where there is none");
    kept = exchange->arrived(id);
  }
};

/// Finds the object behind an id that has arrived, as a T; puts a T into the table of this server.
[[nodiscard]] std::shared_ptr<void> object_of(const std::shared_ptr<void>& kept, const std::type_info& type);
[[nodiscard]] std::pair<ObjectId, std::shared_ptr<void>> serve_object(std::shared_ptr<void> object,
                                                                      const std::type_info& type);

/// As what a parameter or a result crosses.
template <class T>
struct Crossing {
  using Wire = T;
  static T to_object(Wire&& wire) { return std::forward<Wire>(wire); }
  template <class Result>
  static Wire to_wire(Result&& result) {
    return Wire(std::forward<Result>(result));
  }
};
template <>
struct Crossing<std::string_view> {
  using Wire = std::string;
  static const std::string& to_object(const Wire& wire) { return wire; }
};
template <class T>
struct Crossing<std::shared_ptr<T>> {
  using Wire = ObjectWire<T>;
  static std::shared_ptr<T> to_object(const Wire& wire) {
    if (wire.id == 0) return nullptr;
    return std::static_pointer_cast<T>(object_of(wire.kept, typeid(T)));
  }
  static Wire to_wire(std::shared_ptr<T> object) {
    if (!object) return {};
    auto [id, kept] = serve_object(std::move(object), typeid(T));
    return {id, std::move(kept)};
  }
};
template <class T>
using wire_t = typename Crossing<std::decay_t<T>>::Wire;

}  // namespace detail
}  // namespace multiprocessing
