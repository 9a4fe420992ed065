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

#include "multiprocessing/managers/signature.hpp"
#include "multiprocessing/managers/text.hpp"

namespace multiprocessing::detail {

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

}  // namespace multiprocessing::detail
