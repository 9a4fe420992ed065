// SPDX-License-Identifier: BSL-1.0
// Contract of naming functions across processes.
#define BOOST_TEST_MODULE platform_code_address
#include "platform/code_address.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <sstream>

#include "role.hpp"

using namespace contract;

namespace {

int calls = 0;
void count_call() { ++calls; }

void mark() { exit_process(77); }

/// TO: writes where mark() is here.
const role tell("tell", [](arriving& given) {
  const code_address located = value_of(locate_code(mark));
  const std::string text = located.module + "\n" + located.build_id + "\n" + std::to_string(located.offset);
  return write_all(given.checkpoint().writer(), std::as_bytes(std::span(text))) ? 0 : 1;
});

/// MODULE BUILD OFFSET: calls what is there.
const role follow("follow", [](arriving& given) {
  code_address address;
  address.module = given.text();
  address.build_id = given.text();
  address.offset = static_cast<std::uint64_t>(given.number());
  const auto found = resolve_code(address);
  if (!found) return 10;
  (*found)();
  return 11;
});

}  // namespace

BOOST_AUTO_TEST_CASE(a_function_is_found_again) {
  const code_address located = must(locate_code(count_call));
  BOOST_TEST(located.module.empty());
  BOOST_TEST(located.offset != 0U);
  must(resolve_code(located))();
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_function_of_a_library_is_found_again) {
  const code_address located = must(locate_code(reinterpret_cast<code_pointer>(&std::getenv)));
  // A program that is linked statically, or that calls by a stub of its own as on Windows, has the function itself.
  if (located.module.empty()) BOOST_TEST_MESSAGE("the program itself holds getenv");
  BOOST_TEST((must(resolve_code(located)) == reinterpret_cast<code_pointer>(&std::getenv)));
}

BOOST_AUTO_TEST_CASE(another_process_of_the_program_finds_it_at_another_place) {
  checkpoint told;
  const auto teller = tell.launch(parcel().add(told));
  told.close_writer();
  const std::string all = text_to_end(told.reader());
  BOOST_TEST(exit_code(*teller) == 0);
  std::istringstream lines(all);
  std::string module, build_id, offset;
  std::getline(lines, module);
  std::getline(lines, build_id);
  std::getline(lines, offset);
  for (int count = 0; count < 3; ++count) {
    const auto follower = follow.launch(parcel().add(module).add(build_id).add(offset));
    BOOST_TEST(exit_code(*follower) == 77);
  }
  const auto misled = follow.launch(parcel().add(module).add(build_id + "00").add(offset));
  BOOST_TEST(exit_code(*misled) == 10);
}

BOOST_AUTO_TEST_CASE(what_is_not_here_is_an_error) {
  const code_address located = must(locate_code(count_call));
  code_address wrong = located;
  wrong.module = "/nonexistent/library.so";
  BOOST_TEST(!resolve_code(wrong));
  wrong = located;
  wrong.build_id = "0123";
  BOOST_TEST(!resolve_code(wrong));
  wrong = located;
  wrong.offset = 0x7fff'ffff'ffff;
  BOOST_TEST(!resolve_code(wrong));
  static int data = 0;
  BOOST_TEST(!locate_code(reinterpret_cast<code_pointer>(&data)));
}
