// SPDX-License-Identifier: BSL-1.0
// The methods and the ways to make an object that a manager is told of, and how a method is called.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "multiprocessing/managers/crossing.hpp"
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

}  // namespace detail
}  // namespace multiprocessing
