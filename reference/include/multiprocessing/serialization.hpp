// SPDX-License-Identifier: BSL-1.0
// Values as bytes: two cereal archives, for messages and for what a new process is given at its start.
#pragma once

#include <cereal/cereal.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/chrono.hpp>
#include <cereal/types/deque.hpp>
#include <cereal/types/list.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/memory.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/set.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/tuple.hpp>
#include <cereal/types/unordered_map.hpp>
#include <cereal/types/unordered_set.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "multiprocessing/errors.hpp"

namespace multiprocessing {

using Bytes = std::vector<std::byte>;

namespace detail {

/// Recursion follows the data, and the stack has an end. A level of a user's type counts two or three times.
inline constexpr int deepest_nesting = 5000;

/// What a process that is being started must be given beside bytes: the handles that it inherits.
/// An archive without one belongs to a message, and no live object can travel in it.
struct HandOff {
  std::vector<std::intptr_t> handles;
  std::vector<const void*> objects;         // what has been written already: a copy of it names the same object
  std::vector<std::shared_ptr<void>> kept;  // what the child finds by name, and must find as long as it may look
  bool named = false;                       // whether the object that is being written is one of those
};
/// The same, in the process that was started.
struct TakeOver;

/// Writes values one after the other, as they lie in memory: reader and writer are the same program on the same
/// machine.
class OutputArchive : public cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision> {
 public:
  explicit OutputArchive(HandOff* hand_off = nullptr)
      : cereal::OutputArchive<OutputArchive, 1>(this), hand_off_(hand_off) {}

  void saveBinary(const void* data, std::size_t size) {
    if (size == 0) return;
    const std::size_t before = bytes_.size();
    bytes_.resize(before + size);
    std::memcpy(bytes_.data() + before, data, size);
  }
  void descend() {
    if (++depth_ > deepest_nesting) throw UnpicklableError("the value is nested too deeply to be sent");
  }
  void ascend() noexcept { --depth_; }
  /// The hand-off that this archive belongs to. Throws UnpicklableError, naming `what`, if it is a message.
  HandOff& hand_off(const char* what);
  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
  HandOff* hand_off_;
  int depth_ = 0;
};

/// Reads what OutputArchive wrote, and believes no length that the bytes do not bear out.
class InputArchive : public cereal::InputArchive<InputArchive, cereal::AllowEmptyClassElision> {
 public:
  explicit InputArchive(std::span<const std::byte> bytes, TakeOver* taken = nullptr)
      : cereal::InputArchive<InputArchive, 1>(this), rest_(bytes), taken_(taken) {}

  void loadBinary(void* data, std::size_t size) {
    if (size > rest_.size()) {
      throw UnpicklingError("the message ends too early");
    }
    if (size == 0) return;  // memcpy may not be given the null pointer of an empty vector
    std::memcpy(data, rest_.data(), size);
    rest_ = rest_.subspan(size);
  }
  [[nodiscard]] std::size_t remaining() const noexcept { return rest_.size(); }
  void descend() {
    if (++depth_ > deepest_nesting) throw UnpicklingError("the message is nested too deeply");
  }
  void ascend() noexcept { --depth_; }
  /// What this process has been given. Throws UnpicklingError, naming `what`, if this is a message.
  TakeOver& take_over(const char* what);

 private:
  std::span<const std::byte> rest_;
  TakeOver* taken_;
  int depth_ = 0;
};

/// Called by cereal around each value that is inside another.
template <class T>
void prologue(OutputArchive& archive, const T&) {
  archive.descend();
}
template <class T>
void epilogue(OutputArchive& archive, const T&) {
  archive.ascend();
}
template <class T>
void prologue(InputArchive& archive, const T&) {
  archive.descend();
}
template <class T>
void epilogue(InputArchive& archive, const T&) {
  archive.ascend();
}

template <class T>
requires std::is_arithmetic_v<T>
void CEREAL_SAVE_FUNCTION_NAME(OutputArchive& archive, const T& value) {
  archive.saveBinary(std::addressof(value), sizeof value);
}

template <class T>
requires std::is_arithmetic_v<T>
void CEREAL_LOAD_FUNCTION_NAME(InputArchive& archive, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    std::uint8_t byte = 0;  // any other value than these two must never get into a bool
    archive.loadBinary(&byte, sizeof byte);
    if (byte > 1) throw UnpicklingError("the message has something else where a bool should be");
    value = byte == 1;
  } else {
    archive.loadBinary(std::addressof(value), sizeof value);
  }
}

template <class Archive, class T>
requires std::is_same_v<Archive, OutputArchive> || std::is_same_v<Archive, InputArchive>
void CEREAL_SERIALIZE_FUNCTION_NAME(Archive& archive, cereal::NameValuePair<T>& pair) { archive(pair.value); }

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(OutputArchive& archive, const cereal::SizeTag<T>& size) {
  const auto count = static_cast<std::uint64_t>(size.size);
  archive.saveBinary(&count, sizeof count);
}

template <class T>
void CEREAL_LOAD_FUNCTION_NAME(InputArchive& archive, cereal::SizeTag<T>& size) {
  std::uint64_t count = 0;
  archive.loadBinary(&count, sizeof count);
  if (count > archive.remaining()) {
    throw UnpicklingError("the message names more elements than it has bytes");
  }
  size.size = static_cast<std::remove_reference_t<T>>(count);
}

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(OutputArchive& archive, const cereal::BinaryData<T>& data) {
  archive.saveBinary(data.data, static_cast<std::size_t>(data.size));
}

template <class T>
void CEREAL_LOAD_FUNCTION_NAME(InputArchive& archive, cereal::BinaryData<T>& data) {
  archive.loadBinary(data.data, static_cast<std::size_t>(data.size));
}

/// True while a live object is being read, so that the default constructor which cereal needs makes nothing.
[[nodiscard]] bool loading() noexcept;
struct LoadingScope {
  LoadingScope() noexcept;
  ~LoadingScope();
  LoadingScope(const LoadingScope&) = delete;
  LoadingScope& operator=(const LoadingScope&) = delete;
};

}  // namespace detail

namespace detail {

/// Whether cereal can write and read a T. Its own answer for containers says nothing of their elements.
template <class T>
inline constexpr bool is_serializable = !std::is_pointer_v<T> && std::is_default_constructible_v<T> &&
                                        cereal::traits::is_output_serializable<T, OutputArchive>::value &&
                                        cereal::traits::is_input_serializable<T, InputArchive>::value;
template <class... T>
inline constexpr bool is_serializable<std::tuple<T...>> = (is_serializable<T> && ...);
template <class... T>
inline constexpr bool is_serializable<std::variant<T...>> = (is_serializable<T> && ...);
template <class T, class U>
inline constexpr bool is_serializable<std::pair<T, U>> = is_serializable<std::remove_const_t<T>>&& is_serializable<U>;
template <class T, std::size_t N>
inline constexpr bool is_serializable<std::array<T, N>> = is_serializable<T>;
template <class T>
inline constexpr bool is_serializable<std::optional<T>> = is_serializable<T>;
template <class T, class Allocator>
inline constexpr bool is_serializable<std::vector<T, Allocator>> = is_serializable<T>;
template <class T, class Allocator>
inline constexpr bool is_serializable<std::deque<T, Allocator>> = is_serializable<T>;
template <class T, class Allocator>
inline constexpr bool is_serializable<std::list<T, Allocator>> = is_serializable<T>;
template <class T, class... Rest>
inline constexpr bool is_serializable<std::set<T, Rest...>> = is_serializable<T>;
template <class T, class... Rest>
inline constexpr bool is_serializable<std::unordered_set<T, Rest...>> = is_serializable<T>;
template <class K, class V, class... Rest>
inline constexpr bool is_serializable<std::map<K, V, Rest...>> = is_serializable<K>&& is_serializable<V>;
template <class K, class V, class... Rest>
inline constexpr bool is_serializable<std::unordered_map<K, V, Rest...>> = is_serializable<K>&& is_serializable<V>;

}  // namespace detail

/// What can be sent to another process: anything that has a default constructor and that cereal can write and read.
template <class T>
concept Picklable = detail::is_serializable<T>;

namespace detail {

/// Refuses a type in one line; compilers name it in the line before or after.
template <class T>
struct Sendable {
  static_assert(
      is_serializable<T>,
      "this type cannot be sent to another process: give it a default constructor and a cereal `serialize` member");
};

template <class T>
constexpr void require_picklable() {
  (void)sizeof(Sendable<T>);
}

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

}  // namespace detail
}  // namespace multiprocessing

CEREAL_REGISTER_ARCHIVE(multiprocessing::detail::OutputArchive)
CEREAL_REGISTER_ARCHIVE(multiprocessing::detail::InputArchive)
CEREAL_SETUP_ARCHIVE_TRAITS(multiprocessing::detail::InputArchive, multiprocessing::detail::OutputArchive)
