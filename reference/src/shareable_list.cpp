// SPDX-License-Identifier: BSL-1.0
// ShareableList. The block holds, in the order and size that Python 3.8 and later give it on this machine:
//   the number N of items, N + 1 offsets of items in the data (eight bytes each), the data, N formats of eight bytes as
//   Python's struct module has them, and N bytes that say which items are str (1), bytes (2) and None (3).
#include "multiprocessing/shareable_list.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

#include "raise.hpp"

namespace multiprocessing {
namespace detail {
namespace {

constexpr std::size_t word = 8;
constexpr std::size_t longest_format = 8;
enum class Code : std::int8_t { plain = 0, text = 1, bytes = 2, none = 3 };

/// An item as it lies in the block.
struct Packed {
  std::string format;
  Code code = Code::plain;
  std::string data;
};

std::size_t room_for(std::size_t length) { return word * (length / word + 1); }

template <class T>
std::string bytes_of(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

/// Text whose end is not a zero byte is described by its room, as in Python, whose reader takes zeros off the end. What
/// ends in one is described by its length and a pad, which Python reads as well and writes never.
Packed pack_text(Code code, const char* data, std::size_t length, std::size_t room) {
  Packed packed{"", code, std::string(data, length)};
  if (length > 0 && data[length - 1] == '\0') {
    packed.format = std::to_string(length) + (length < room ? "sx" : "s0x");
  } else {
    packed.format = std::to_string(room) + "s";
  }
  if (packed.format.size() > longest_format) throw ValueError("an item of a ShareableList is too long to be described");
  packed.data.resize(room);
  return packed;
}

struct Packer {
  std::size_t room;  // zero: as much as the item wants

  Packed operator()(std::monostate) const { return {"xxxxxx?x", Code::none, std::string(word, '\0')}; }
  Packed operator()(bool value) const {
    Packed packed{"xxxxxxx?", Code::plain, std::string(word, '\0')};
    packed.data.back() = value ? '\1' : '\0';
    return packed;
  }
  Packed operator()(std::int64_t value) const { return {"q", Code::plain, bytes_of(value)}; }
  Packed operator()(double value) const { return {"d", Code::plain, bytes_of(value)}; }
  Packed operator()(const std::string& value) const { return text(Code::text, value.data(), value.size()); }
  Packed operator()(const Bytes& value) const {
    return text(Code::bytes, reinterpret_cast<const char*>(value.data()), value.size());
  }

 private:
  [[nodiscard]] Packed text(Code code, const char* data, std::size_t length) const {
    const auto given = room == 0 ? room_for(length) : room;
    if (length > given) throw ValueError("text or bytes exceed the room of their place in the ShareableList");
    return pack_text(code, data, length, given);
  }
};

[[noreturn]] void refuse_block(const char* why) {
  throw UnpicklingError(std::string("the block holds no ShareableList: ") + why);
}

template <class T>
T value_at(std::span<const std::byte> bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

}  // namespace

struct ShareableListState {
  explicit ShareableListState(SharedMemory block) : shm(std::move(block)) {
    const auto bytes = shm.buf();
    if (bytes.size() < 2 * word) refuse_block("it is too small");
    const auto length = value_at<std::int64_t>(bytes);
    const auto most = static_cast<std::int64_t>(bytes.size() / (2 * word));
    if (length < 0 || length > most) refuse_block("the number of items is not possible");
    const auto count = static_cast<std::size_t>(length);
    data_start = (count + 2) * word;
    if (bytes.size() < data_start + count * (word + 1)) refuse_block("the number of items is not possible");
    const auto largest = bytes.size() - data_start - count * (word + 1);
    for (std::size_t i = 0; i <= count; ++i) {
      const auto offset = value_at<std::int64_t>(bytes.subspan((1 + i) * word, word));
      const auto before = offsets.empty() ? 0 : static_cast<std::int64_t>(offsets.back() + word);
      if (offset < before || static_cast<std::uint64_t>(offset) > largest) refuse_block("an offset is not possible");
      offsets.push_back(static_cast<std::size_t>(offset));
    }
  }

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
  [[nodiscard]] std::size_t room(std::size_t index) const { return offsets[index + 1] - offsets[index]; }
  [[nodiscard]] std::span<std::byte> data(std::size_t index) const {
    return shm.buf().subspan(data_start + offsets[index], room(index));
  }
  [[nodiscard]] std::span<std::byte> format_bytes(std::size_t index) const {
    return shm.buf().subspan(data_start + offsets.back() + index * word, word);
  }
  [[nodiscard]] std::span<std::byte> code_byte(std::size_t index) const {
    return shm.buf().subspan(data_start + offsets.back() + size() * word + index, 1);
  }

  [[nodiscard]] std::size_t position(std::ptrdiff_t index) const {
    const auto count = static_cast<std::ptrdiff_t>(size());
    const auto from_front = index < 0 ? index + count : index;
    if (from_front < 0 || from_front >= count) {
      throw std::out_of_range("index " + std::to_string(index) + " of a ShareableList of " + std::to_string(count));
    }
    return static_cast<std::size_t>(from_front);
  }

  [[nodiscard]] std::string format(std::size_t index) const {
    const auto bytes = format_bytes(index);
    const std::string all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return all.substr(0, all.find('\0'));
  }

  void write(std::size_t index, const Packed& packed) const {
    std::string format_text = packed.format;
    format_text.resize(longest_format);
    std::memcpy(format_bytes(index).data(), format_text.data(), longest_format);
    code_byte(index)[0] = static_cast<std::byte>(packed.code);
    std::memcpy(data(index).data(), packed.data.data(), packed.data.size());
  }

  [[nodiscard]] ListItem read(std::size_t index) const {
    const auto bytes = std::span<const std::byte>(data(index));
    const auto described = format(index);
    const auto code = static_cast<Code>(static_cast<std::int8_t>(code_byte(index)[0]));
    if (code == Code::none) return std::monostate{};
    if (code == Code::text || code == Code::bytes) return read_text(code, bytes, described);
    if (described == "q") return value_at<std::int64_t>(bytes);
    if (described == "d") return value_at<double>(bytes);
    if (described == "xxxxxxx?") return bytes[word - 1] != std::byte{0};
    throw UnpicklingError("an item of the ShareableList is of no kind that is known: '" + described + "'");
  }

  SharedMemory shm;
  std::size_t data_start = 0;
  std::vector<std::size_t> offsets;

 private:
  static ListItem read_text(Code code, std::span<const std::byte> bytes, const std::string& described) {
    std::size_t length = 0;
    const auto* const end = described.data() + described.size();
    const auto [rest, error] = std::from_chars(described.data(), end, length);
    const std::string_view kind(rest, static_cast<std::size_t>(end - rest));
    if (error != std::errc() || length > bytes.size() || (kind != "s" && kind != "sx" && kind != "s0x")) {
      throw UnpicklingError("text in the ShareableList is described as '" + described + "'");
    }
    if (kind == "s") {
      while (length > 0 && bytes[length - 1] == std::byte{0}) --length;
    }
    const auto* const first = reinterpret_cast<const char*>(bytes.data());
    if (code == Code::text) return std::string(first, length);
    return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
  }
};

}  // namespace detail

using detail::live;

ShareableList::ShareableList(std::span<const ListItem> items, std::optional<std::string> name) {
  std::vector<detail::Packed> packed;
  std::string offsets = detail::bytes_of(static_cast<std::int64_t>(items.size()));
  std::int64_t offset = 0;
  offsets += detail::bytes_of(offset);
  for (const auto& each : items) {
    packed.push_back(std::visit(detail::Packer{0}, each));
    offset += static_cast<std::int64_t>(packed.back().data.size());
    offsets += detail::bytes_of(offset);
  }
  const auto size = static_cast<std::int64_t>(offsets.size() + items.size() * (detail::word + 1)) + offset;
  auto block = SharedMemory::create(size, std::move(name));
  try {
    std::memcpy(block.buf().data(), offsets.data(), offsets.size());
    state_ = std::make_shared<detail::ShareableListState>(block);
  } catch (...) {
    block.unlink();
    throw;
  }
  for (std::size_t i = 0; i < packed.size(); ++i) state_->write(i, packed[i]);
}

ShareableList ShareableList::attach(std::string name) {
  ShareableList found;
  found.state_ = std::make_shared<detail::ShareableListState>(SharedMemory(std::move(name)));
  return found;
}

std::size_t ShareableList::size() const { return live(state_, "ShareableList")->size(); }

ListItem ShareableList::get(std::ptrdiff_t index) const {
  const auto& state = *live(state_, "ShareableList");
  return state.read(state.position(index));
}

void ShareableList::set(std::ptrdiff_t index, const ListItem& item) const {
  const auto& state = *live(state_, "ShareableList");
  const auto at = state.position(index);
  state.write(at, std::visit(detail::Packer{state.room(at)}, item));
}

std::vector<ListItem> ShareableList::values() const {
  std::vector<ListItem> all;
  for (const auto& each : *this) all.push_back(each);
  return all;
}

std::size_t ShareableList::count(const ListItem& item) const {
  return static_cast<std::size_t>(std::count(begin(), end(), item));
}

std::size_t ShareableList::index(const ListItem& item) const {
  std::size_t at = 0;
  for (const auto& each : *this) {
    if (each == item) return at;
    ++at;
  }
  throw ValueError("the item is not in the ShareableList");
}

std::string ShareableList::format() const {
  const auto& state = *live(state_, "ShareableList");
  std::string all;
  for (std::size_t i = 0; i < state.size(); ++i) all += state.format(i);
  return all;
}

SharedMemory ShareableList::shm() const { return live(state_, "ShareableList")->shm; }

ShareableList ShareableList::copy(std::optional<std::string> name) const {
  return ShareableList(std::span<const ListItem>(values()), std::move(name));
}

ListItem ShareableList::iterator::operator*() const { return live(list_, "ShareableList")->read(at_); }

void ShareableList::save(detail::OutputArchive& archive) const { archive(shm()); }

void ShareableList::load(detail::InputArchive& archive) {
  SharedMemory block;
  archive(block);
  state_ = std::make_shared<detail::ShareableListState>(std::move(block));
}

}  // namespace multiprocessing
