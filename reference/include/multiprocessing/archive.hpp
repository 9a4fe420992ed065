// SPDX-License-Identifier: BSL-1.0
// Two cereal archives, for messages and for what a new process is given at its start.
#pragma once

#include <cereal/cereal.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
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
}  // namespace multiprocessing

CEREAL_REGISTER_ARCHIVE(multiprocessing::detail::OutputArchive)
CEREAL_REGISTER_ARCHIVE(multiprocessing::detail::InputArchive)
CEREAL_SETUP_ARCHIVE_TRAITS(multiprocessing::detail::InputArchive, multiprocessing::detail::OutputArchive)
