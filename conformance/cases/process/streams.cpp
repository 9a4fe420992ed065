// SPDX-License-Identifier: BSL-1.0
// Standard streams of children: no input, and no need of the others.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("process.stdin.is-empty-in-a-child", requires_("PROCESS-STDIN")) {
  const auto text = "first\n" + pattern(1U << 20U);  // more than any buffer takes in at once
  std::ofstream("input.txt") << text;
  BOOST_REQUIRE(std::freopen("input.txt", "r", stdin) != nullptr);
  BOOST_TEST(std::getchar() == 'f');  // and more has been read ahead
  BOOST_TEST(exitcode_of([] { answer(std::getchar() == EOF); }) == yes);
  BOOST_TEST(exitcode_of([] {
               std::string word;
               answer(!(std::cin >> word));
             }) == yes);
  std::string rest;
  for (int next = std::getchar(); next != EOF; next = std::getchar()) {
    rest += static_cast<char>(next);
  }
  BOOST_TEST((rest == text.substr(1)));
  std::fclose(stdin);  // a file that is open cannot be removed everywhere
  std::filesystem::remove("input.txt");
}

MP_CASE("process.streams.may-be-closed-in-the-parent", requires_("PROCESS-STREAMS-CLOSED")) {
  BOOST_TEST(exitcode_of([] {
               std::fclose(stdout);
               std::fclose(stderr);
               auto [reader, writer] = mp::Pipe(false);
               const auto code = exitcode_of([](mp::Connection results) { results.send(5); }, writer);
               answer(code == 0 && reader.recv<int>() == 5);
             }) == yes);
}

MP_CASE("process.streams.may-be-closed-by-the-child", requires_("PROCESS-STREAMS-CLOSED")) {
  BOOST_TEST(exitcode_of([] {
               std::fclose(stdout);
               std::fclose(stderr);
             }) == 0);
}

}  // namespace conformance
