// SPDX-License-Identifier: BSL-1.0
// The side of python_blocks.py that is ours: does what one line after another asks, and answers with one.
//   block NAME SIZE      makes a block whose bytes count up         -> the name
//   check NAME           finds a block whose bytes count down       -> ok
//   list NAME            makes a list of known items                -> ok
//   read NAME            finds that list with other items in place  -> ok
//   unlink NAME          -> ok
#include <iostream>
#include <sstream>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

std::vector<mp::SharedMemory> kept;

mp::Bytes bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

std::string make_block(const std::string& name, std::int64_t size) {
  auto block = name == "-" ? mp::SharedMemory::create(size) : mp::SharedMemory(name, true, size);
  int next = 0;
  for (auto& each : block.buf()) each = static_cast<std::byte>(next++);
  kept.push_back(block);
  return block.name();
}

bool counts_down(const std::string& name) {
  const mp::SharedMemory block(name);
  int next = 255;
  for (const auto each : block.buf()) {
    if (each != static_cast<std::byte>(next--)) return false;
  }
  return true;
}

bool make_list(const std::string& name) {
  using namespace std::string_view_literals;
  const std::vector<mp::ListItem> items{std::string("h\u00f6wdy \u20ac"),
                                        bytes_of("HoWdY"),
                                        std::int64_t{-273},
                                        100.5,
                                        {},
                                        true,
                                        false,
                                        std::string(""),
                                        bytes_of("ab\0"sv)};
  const mp::ShareableList list{std::span<const mp::ListItem>(items), name};
  kept.push_back(list.shm());
  return list.values() == items;
}

bool read_list(const std::string& name) {
  const auto list = mp::ShareableList::attach(name);
  const std::vector<mp::ListItem> expected{std::string("gr\u00fc\u00df"),
                                           bytes_of("12345678"),
                                           2.5,
                                           std::int64_t{1} << 40,
                                           false,
                                           {},
                                           std::string("now"),
                                           std::string("x"),
                                           bytes_of("c")};
  return list.values() == expected;
}

std::string answer(const std::string& line) {
  std::istringstream words(line);
  std::string what;
  std::string name;
  std::int64_t size = 0;
  words >> what >> name >> size;
  if (what == "block") return make_block(name, size);
  if (what == "check") return counts_down(name) ? "ok" : "other bytes";
  if (what == "list") return make_list(name) ? "ok" : "other items";
  if (what == "read") return read_list(name) ? "ok" : "other items";
  if (what == "unlink") return mp::SharedMemory(name).unlink(), "ok";
  return "what?";
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  for (std::string line; std::getline(std::cin, line);) {
    try {
      std::cout << answer(line) << std::endl;
    } catch (const std::exception& error) {
      std::cout << error.what() << std::endl;
    }
  }
}
