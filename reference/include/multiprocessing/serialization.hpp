// SPDX-License-Identifier: BSL-1.0
// Values as the bytes of a message, and back.
#pragma once

#include <span>
#include <string>
#include <type_traits>

#include "multiprocessing/picklable.hpp"

namespace multiprocessing::detail {

/// The bytes of a message. Throws UnpicklableError; nothing is sent then.
template <class T>
Bytes dumps(const T& value) {
  if constexpr (std::is_array_v<T> && std::is_convertible_v<const T&, std::string>) {
    return dumps(std::string(value));  // a literal
  } else if constexpr (!is_serializable<T>) {
    require_picklable<T>();  // and nothing else, so that this is all that the compiler says
    return {};
  } else {
    OutputArchive archive;
    try {
      archive(value);
    } catch (const cereal::Exception& error) {
      throw UnpicklableError(error.what());
    }
    return archive.take();
  }
}

/// The value that dumps wrote as a T. Throws UnpicklingError if the bytes are not that.
template <class T>
T loads(std::span<const std::byte> bytes) {
  if constexpr (!is_serializable<T>) {
    require_picklable<T>();
    throw UnpicklingError("not reached");
  } else {
    LoadingScope scope;
    InputArchive archive(bytes);
    T value{};
    try {
      archive(value);
    } catch (const cereal::Exception& error) {
      throw UnpicklingError(error.what());
    }
    if (archive.remaining() != 0) {
      throw UnpicklingError("the message is longer than the type that was asked for");
    }
    return value;
  }
}

}  // namespace multiprocessing::detail
