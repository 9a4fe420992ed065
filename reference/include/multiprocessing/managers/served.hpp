// SPDX-License-Identifier: BSL-1.0
// What a server knows of the types that it serves: how objects are made, and which methods may be called.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "multiprocessing/managers/crossing.hpp"
#include "multiprocessing/managers/text.hpp"
#include "multiprocessing/process.hpp"

namespace multiprocessing {

/// Names a method for a manager: `method<&Counter::add>`. A member function, a data member (which is read), or a
/// function whose first parameter is the object.
template <auto M>
struct Method {};
template <auto M>
inline constexpr Method<M> method{};

/// Names a way to make an object for a manager: `init<int, std::string>`. Needed where the program of the server does
/// not create such an object itself: in a server for other programs.
template <class... Args>
struct Init {};
template <class... Args>
inline constexpr Init<Args...> init{};

namespace detail {

/// The key of a method, or of a way to make an object, on the wire: the same in every program that names the same one.
template <class Named>
[[nodiscard]] std::string key_of() {
  return typeid(Named).name();
}
inline constexpr std::string_view value_key = "#value";
inline constexpr std::string_view text_key = "#text";

template <class R, class C, class... A>
struct SignatureOf {
  using Result = R;
  using Object = C;
  using Wires = std::tuple<wire_t<A>...>;
  template <class... Given>
  static constexpr bool takes = sizeof...(Given) == sizeof...(A) && std::is_constructible_v<Wires, Given...>;
  static_assert(((!std::is_lvalue_reference_v<A> || std::is_const_v<std::remove_reference_t<A>>)&&...),
                "a method of a managed object cannot change its arguments: they are in another process");

  template <auto M>
  static void invoke(void* object, InputArchive& arguments, OutputArchive& result) {
    Wires wires;
    {
      LoadingScope scope;
      arguments(wires);
    }
    if (arguments.remaining() != 0) throw UnpicklingError("the arguments are longer than the method takes");
    auto call = [&](auto&&... each) -> R {
      return std::invoke(M, *static_cast<C*>(object), Crossing<std::decay_t<A>>::to_object(std::move(each))...);
    };
    if constexpr (std::is_void_v<R>) {
      std::apply(call, std::move(wires));
    } else {
      const wire_t<R> wire = Crossing<std::decay_t<R>>::to_wire(std::apply(call, std::move(wires)));
      result(wire);
    }
  }
};

template <class M>
struct Signature;
template <class R, class C, class... A>
struct Signature<R (C::*)(A...)> : SignatureOf<R, C, A...> {};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) const> : SignatureOf<R, C, A...> {};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) noexcept> : SignatureOf<R, C, A...> {};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) const noexcept> : SignatureOf<R, C, A...> {};
template <class R, class C>
struct Signature<R C::*> : SignatureOf<R, C> {};
template <class R, class C, class... A>
struct Signature<R (*)(C&, A...)> : SignatureOf<R, std::remove_const_t<C>, A...> {};

using Invoke = std::function<void(const std::shared_ptr<void>&, InputArchive&, OutputArchive&)>;

struct TypeEntry {
  const std::type_info* type = nullptr;
  std::map<std::string, Invoke, std::less<>> methods;
  std::shared_ptr<void> instance;  // what get() serves: an object that was there before the server
};
using Describe = TypeEntry (*)();

template <class T, auto M>
void add_method(TypeEntry& entry) {
  using S = Signature<decltype(M)>;
  static_assert(std::is_base_of_v<typename S::Object, T>, "the method is not one of this type");
  entry.methods.emplace(key_of<Method<M>>(),
                        [](const std::shared_ptr<void>& object, InputArchive& arguments, OutputArchive& result) {
                          typename S::Object& base = *static_cast<T*>(object.get());
                          S::template invoke<M>(&base, arguments, result);
                        });
}

template <class T, auto M>
void add_part(TypeEntry& entry, Method<M>) {
  add_method<T, M>(entry);
}
template <class T, class... Args>
void add_part(TypeEntry&, Init<Args...>);

template <class T, class... Parts>
TypeEntry describe_type() {
  TypeEntry entry;
  entry.type = &typeid(T);
  (add_part<T>(entry, Parts{}), ...);
  entry.methods.emplace(text_key, [](const std::shared_ptr<void>& object, InputArchive&, OutputArchive& result) {
    result(text_of(*static_cast<const T*>(object.get())));
  });
  if constexpr (is_serializable<T>) {
    entry.methods.emplace(value_key, [](const std::shared_ptr<void>& object, InputArchive&, OutputArchive& result) {
      result(*static_cast<const T*>(object.get()));
    });
  }
  return entry;
}

/// A way to make an object. One of static storage for each that the program uses anywhere: a server, which is the same
/// program, knows them all before main begins.
struct Maker {
  Maker(std::string key, const std::type_info& type, std::shared_ptr<void> (*make)(InputArchive&)) noexcept;
  std::string key;
  const std::type_info* type;
  std::shared_ptr<void> (*make)(InputArchive&);
  const Maker* next;  // written once, by the constructor
};
[[nodiscard]] const Maker* find_maker(std::string_view key) noexcept;

template <class T, class... Args>
struct MakerOf {
  static std::shared_ptr<void> make(InputArchive& archive) {
    std::tuple<Args...> arguments;
    {
      LoadingScope scope;
      archive(arguments);
    }
    return std::apply([](Args&... each) { return std::make_shared<T>(std::move(each)...); }, arguments);
  }
  static inline const Maker entry{key_of<MakerOf>(), typeid(T), &make};
};

template <class T, class... Args>
void add_part(TypeEntry&, Init<Args...>) {
  (void)&MakerOf<T, Args...>::entry;
}

}  // namespace detail
}  // namespace multiprocessing
