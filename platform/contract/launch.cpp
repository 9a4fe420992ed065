// SPDX-License-Identifier: BSL-1.0
// Contract of launching programs.
#define BOOST_TEST_MODULE platform_launch
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "support.hpp"

using namespace contract;

namespace {

const working strategies("exit");

/// What a launched program writes into the pipe whose writer is the argument in `place`.
std::string said(std::vector<std::string> arguments, std::vector<native_handle> inherited = {}) {
  auto ends = must(make_pipe());
  arguments.insert(arguments.begin() + 1, text(ends.writer.native()));
  inherited.push_back(ends.writer.native());
  const auto child = launched(std::move(arguments), std::move(inherited));
  ends.writer.reset();
  std::string all;
  std::array<std::byte, 1000> piece;
  while (const std::size_t count = must(read_some(ends.reader.native(), piece)))
    all.append(reinterpret_cast<const char*>(piece.data()), count);
  BOOST_TEST(exit_code(*child) == 0);
  return all;
}

std::vector<native_handle> numbers(const std::string& text) {
  std::istringstream words(text);
  std::vector<native_handle> list;
  for (native_handle each = 0; words >> each;) list.push_back(each);
  return list;
}

}  // namespace

BOOST_AUTO_TEST_CASE(launching_is_supported) {
  must(launch_supported());
  must(fork_supported());
}

BOOST_AUTO_TEST_CASE(arguments_arrive_as_they_are) {
  const std::vector<std::string> given{
      "with space",     "",  "a\"quote", "back\\slash\\", "\xc3\xa4\xe2\x82\xac", "tab\tnew\n", "*?$HOME`",
      "\xff\xfe bytes", "-x"};
  std::string wanted;
  for (const std::string& each : given) wanted += std::to_string(each.size()) + ":" + each + ";";
  std::vector<std::string> arguments{"arguments"};
  arguments.insert(arguments.end(), given.begin(), given.end());
  BOOST_TEST(said(arguments) == wanted);
}

BOOST_DATA_TEST_CASE(a_program_that_is_not_there_is_an_error, strategies, by) {
  const serving_only only("exit", by);
  for (const char* wrong : {"/nonexistent/program", "", "/"}) {
    const auto child = launch_process({wrong, {}, {}});
    BOOST_TEST_CONTEXT(wrong) {
      BOOST_REQUIRE(!child);
      BOOST_TEST(!child.error().operation.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_not_open_cannot_be_inherited) {
  const auto child = launch_process({CONTRACT_CHILD, {"exit", "0"}, {250}});
  BOOST_TEST(!child);
}

// The launched program holds what it was given, under the same numbers, and what its own end is seen by; nothing that
// was open in this process beside that, be it of this layer or opened by somebody who knows nothing of it.
BOOST_DATA_TEST_CASE(nothing_else_is_inherited, strategies, by) {
  const serving_only only("exit", by);
  const std::vector<native_handle> before = numbers(said({"open"}));
  const auto kept = must(make_pipe());
  const auto secret = must(make_pipe());
  const auto region = must(make_shared_memory(10));
  std::FILE* const stranger = std::fopen("/dev/null", "r");  // without close-on-exec
  BOOST_REQUIRE(stranger != nullptr);
  const std::vector<native_handle> open = numbers(said({"open"}, {kept.reader.native()}));
  std::fclose(stranger);
  BOOST_TEST(std::ranges::count(open, kept.reader.native()) == 1);
  BOOST_TEST(open.size() == before.size() + 1);
  for (const native_handle each :
       {kept.writer.native(), secret.reader.native(), secret.writer.native(), region.native()})
    BOOST_TEST(std::ranges::count(open, each) == 0);
}

BOOST_AUTO_TEST_CASE(a_handle_may_be_named_twice) {
  const auto ends = must(make_pipe());
  const auto open = numbers(said({"open"}, {ends.reader.native(), ends.reader.native()}));
  BOOST_TEST(std::ranges::count(open, ends.reader.native()) == 1);
}

BOOST_AUTO_TEST_CASE(this_program_can_be_found) {
  const std::string path = must(executable_path());
  BOOST_TEST(path.find("contract-launch") != std::string::npos);
  BOOST_TEST(std::ifstream(path).good());
}
