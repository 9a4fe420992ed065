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

/// What a process that is being started must be given beside bytes: the handles that it inherits.
/// An archive without one belongs to a message, and no live object can travel in it.
struct HandOff {
  std::vector<std::intptr_t> handles;
  std::vector<const void*> objects;  // what has been written already: a copy of it names the same object
};
/// The same, in the process that was started.
struct TakeOver;

/// Writes values one after the other, as they lie in memory: reader and writer are the same program on the same machine.
class OutputArchive : public cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision> {
 public:
  explicit OutputArchive(HandOff* hand_off = nullptr) : cereal::OutputArchive<OutputArchive, 1>(this), hand_off_(hand_off) {}

  void saveBinary(const void* data, std::size_t size) {
    const auto* first = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), first, first + size);
  }
  /// The hand-off that this archive belongs to. Throws UnpicklableError, naming `what`, if it is a message.
  HandOff& hand_off(const char* what);
  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
  HandOff* hand_off_;
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
    std::memcpy(data, rest_.data(), size);
    rest_ = rest_.subspan(size);
  }
  [[nodiscard]] std::size_t remaining() const noexcept { return rest_.size(); }
  /// What this process has been given. Throws UnpicklingError, naming `what`, if this is a message.
  TakeOver& take_over(const char* what);

 private:
  std::span<const std::byte> rest_;
  TakeOver* taken_;
};

template <class T>
  requires std::is_arithmetic_v<T>
void CEREAL_SAVE_FUNCTION_NAME(OutputArchive& archive, const T& value) {
  archive.saveBinary(std::addressof(value), sizeof value);
}

template <class T>
  requires std::is_arithmetic_v<T>
void CEREAL_LOAD_FUNCTION_NAME(InputArchive& archive, T& value) {
  archive.loadBinary(std::addressof(value), sizeof value);
}

template <class Archive, class T>
  requires std::is_same_v<Archive, OutputArchive> || std::is_same_v<Archive, InputArchive>
void CEREAL_SERIALIZE_FUNCTION_NAME(Archive& archive, cereal::NameValuePair<T>& pair) {
  archive(pair.value);
}

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

/// What can be sent to another process: anything that cereal can write and read.
template <class T>
concept Picklable = !std::is_pointer_v<T> && cereal::traits::is_output_serializable<T, detail::OutputArchive>::value &&
                    cereal::traits::is_input_serializable<T, detail::InputArchive>::value;

namespace detail {

template <class T>
constexpr void require_picklable() {
  static_assert(Picklable<T>,
                "this type cannot be sent to another process: give it a cereal `serialize` member, see the type named above");
}

/// The bytes of a message. Throws UnpicklableError; nothing is sent then.
template <class T>
Bytes dumps(const T& value) {
  require_picklable<T>();
  OutputArchive archive;
  try {
    archive(value);
  } catch (const cereal::Exception& error) {
    throw UnpicklableError(error.what());
  }
  return archive.take();
}

template <class T>
T loads(std::span<const std::byte> bytes) {
  require_picklable<T>();
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

}  // namespace detail
}  // namespace multiprocessing

CEREAL_REGISTER_ARCHIVE(multiprocessing::detail::OutputArchive)
CEREAL_REGISTER_ARCHIVE(multiprocessing::detail::InputArchive)
CEREAL_SETUP_ARCHIVE_TRAITS(multiprocessing::detail::InputArchive, multiprocessing::detail::OutputArchive)
