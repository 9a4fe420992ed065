// SPDX-License-Identifier: BSL-1.0
// Which exceptions arrive in another process as what they are.
#pragma once

#include <atomic>
#include <exception>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "multiprocessing/remote_error.hpp"

namespace multiprocessing {
namespace detail {

/// How exceptions of type E are written and made anew. Other types than these two kinds need a specialization.
template <class E>
struct ExceptionCodec {
  static_assert(is_serializable<E> || std::is_constructible_v<E, std::string>,
                "this exception cannot be sent: give it a constructor from std::string, or a default constructor and a "
                "cereal `serialize` member");
  static void save(OutputArchive& archive, const E& error) {
    if constexpr (is_serializable<E>) {
      archive(error);
    } else {
      archive(std::string(error.what()));
    }
  }
  static E load(InputArchive& archive) {
    if constexpr (is_serializable<E>) {
      E error{};
      archive(error);
      return error;
    } else {
      std::string message;
      archive(message);
      return E(message);
    }
  }
};

/// A type that can cross. One object of static storage for each, in a list that only grows: a child that is forked at
/// any moment finds it whole.
struct KnownException {
  const std::type_info* type;
  bool (*save)(const std::exception_ptr& thrown, OutputArchive& archive);  // false if it is of another type
  std::exception_ptr (*make)(InputArchive& archive, const RemoteError& cause);
  void (*enlist)();  // null for those that every process knows
  const KnownException* next = nullptr;
  std::atomic<bool> enlisted = false;
};
/// Puts it into the list, unless it is there.
void enlist(KnownException& known) noexcept;
/// The first of the list.
[[nodiscard]] const KnownException* known_exceptions() noexcept;

/// Whether `error` is of the type that std::throw_with_nested makes of `inner`: that type has no name of its own, and
/// this is the one way to learn it.
template <class E, class Inner>
bool is_nesting(const E& error, Inner&& inner) {
  try {
    std::throw_with_nested(std::forward<Inner>(inner));
  } catch (const E& nesting) {
    return typeid(nesting) == typeid(error);
  }
}

/// Whether `error` is an E and nothing derived from it, but for what std::throw_with_nested makes of an E.
template <class E>
bool is_exactly(const E& error) {
  if (typeid(error) == typeid(E)) return true;
  if constexpr (std::is_polymorphic_v<E> && !std::is_final_v<E>) {
    if (dynamic_cast<const std::nested_exception*>(&error) == nullptr) return false;
    E copy(error);
    // libstdc++ 12 makes another type of what is const.
    return is_nesting(error, E(error)) || is_nesting<E, const E&>(error, copy);
  }
  return false;
}

template <class E>
bool save_exception(const std::exception_ptr& thrown, OutputArchive& archive) {
  try {
    std::rethrow_exception(thrown);
  } catch (const E& error) {
    if (!is_exactly(error)) return false;
    ExceptionCodec<E>::save(archive, error);
    return true;
  } catch (...) {
    return false;
  }
}

template <class E>
std::exception_ptr make_exception(InputArchive& archive, const RemoteError& cause) {
  E error = ExceptionCodec<E>::load(archive);
  try {
    try {
      throw cause;
    } catch (const RemoteError&) {
      std::throw_with_nested(std::move(error));
    }
  } catch (const E&) {
    return std::current_exception();
  }
}

template <class E>
void enlist_exception() {
  static KnownException known{&typeid(E), &save_exception<E>, &make_exception<E>, &enlist_exception<E>};
  enlist(known);
}

/// What a process that is being started must know to throw and catch the same exceptions as this one.
void save_known_exceptions(OutputArchive& archive);
void load_known_exceptions(InputArchive& archive);

}  // namespace detail

/// From now on, exceptions of exactly this type arrive in other processes as what they are. E can be made of a
/// std::string, its what(), or is Picklable: then all that it serializes travels. The errors of this library and of the
/// standard library are known from the start.
///
/// Both the process that throws and the one that catches must have called it. The workers of a Pool are told what their
/// creator knew when they were started; elsewhere call it before freeze_support.
///
/// Threads  Safe to use from several threads at once.
///
/// Promises REMOTE-ERROR-REGISTERED, REMOTE-ERROR-MEMBERS
/// Differs  Python finds the class of an exception by its name.
template <class E>
void register_exception() {
  static_assert(std::is_class_v<E> && std::is_copy_constructible_v<E>, "an exception is a class that can be copied");
  detail::enlist_exception<E>();
}

}  // namespace multiprocessing
