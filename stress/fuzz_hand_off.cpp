// SPDX-License-Identifier: BSL-1.0
// What a child is told at its birth, with bytes that nobody has written with care: it is read, or refused by an
// exception. The numbers of handles are left out: a child has to believe its parent which of them are its own.
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "fuzz.hpp"
#include "hand_off.hpp"
#include "this_process.hpp"

namespace {

namespace mp = multiprocessing;

/// An argument that is as deep as the bytes say.
struct Tree {
  std::string name;
  std::vector<Tree> branches;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, branches);
  }
};

struct Arguments {
  std::map<std::string, std::vector<std::uint32_t>> table;
  std::optional<std::variant<bool, double, std::string>> choice;
  Tree tree;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(table, choice, tree);
  }
};

void target() {}

}  // namespace

std::vector<fuzz::Input> fuzz::seeds() {
  mp::detail::Birth birth;
  birth.name = "Process-1:2";
  birth.identity = {1, 2};
  birth.parent_name = "MainProcess";
  birth.authkey = mp::AuthenticationKey(std::string_view("a key"));
  std::vector<Input> all;
  for (const bool full : {false, true}) {
    Arguments arguments;
    if (full) {
      arguments.table = {{"one", {1}}, {"three", {1, 2, 3}}};
      arguments.choice = "chosen";
      arguments.tree = {"root", {{"left", {}}, {"right", {{"leaf", {}}}}}};
    }
    mp::detail::HandOff hand_off;
    mp::detail::OutputArchive archive(&hand_off);
    archive(std::uint32_t{1});
    mp::detail::save_code(archive, &target);
    archive(std::string("semaphore:futex"), std::string("spawn"), birth, arguments);
    all.push_back(input_of(archive.take()));
  }
  return all;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mp::detail::TakeOver taken;
  mp::detail::InputArchive archive(std::as_bytes(std::span(data, size)), &taken);
  try {
    std::uint32_t protocol = 0;
    archive(protocol);
    (void)mp::detail::load_code(archive);
    std::string strategies;
    std::string method;
    mp::detail::Birth birth;
    Arguments arguments;
    archive(strategies, method);
    (void)mp::start_method_from(method);
    archive(birth, arguments);
    fuzz::require(birth.name.size() + strategies.size() <= size, "no text is longer than what arrived");
  } catch (const mp::UnpicklingError&) {
  } catch (const mp::ValueError&) {
  } catch (const cereal::Exception&) {
    // Each of these ends the child with a sentence; anything else ends this program.
  }
  return 0;
}
