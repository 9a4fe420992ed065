// SPDX-License-Identifier: BSL-1.0
// What a child writes to stdout.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

std::string contents(const char* file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

MP_CASE("process.output.is-flushed-at-the-end", requires_("PROCESS-OUTPUT-FLUSHED")) {
  BOOST_TEST(exitcode_of([] {
               if (std::freopen("output.txt", "w", stdout) == nullptr) {
                 mp::exit(no);
               }
               std::fputs("from C, ", stdout);
               std::cout << "from C++";
             }) == 0);
  BOOST_TEST(contents("output.txt") == "from C, from C++");
  std::filesystem::remove("output.txt");
}

MP_CASE("process.output.is-flushed-after-exit", requires_("PROCESS-OUTPUT-FLUSHED")) {
  BOOST_TEST(exitcode_of([] {
               const bool opened = std::freopen("output.txt", "w", stdout) != nullptr;
               std::fputs("last words", stdout);
               answer(opened);
             }) == yes);
  BOOST_TEST(contents("output.txt") == "last words");
  std::filesystem::remove("output.txt");
}

MP_CASE("process.output.of-the-parent-is-not-written-twice", requires_("PROCESS-OUTPUT-ONCE")) {
  BOOST_TEST(exitcode_of([] {
               const bool opened = std::freopen("output.txt", "w", stdout) != nullptr;
               std::fputs("waits in the buffer", stdout);
               answer(opened && exitcode_of([] {}) == 0);
             }) == yes);
  BOOST_TEST(contents("output.txt") == "waits in the buffer");
  std::filesystem::remove("output.txt");
}

MP_CASE("process.output.an-exception-is-reported-on-stderr", requires_("PROCESS-OUTPUT-EXCEPTION")) {
  BOOST_TEST(exitcode_of([] {
               const bool opened = std::freopen("errors.txt", "w", stderr) != nullptr;
               throw std::runtime_error(opened ? "the reason for the end" : "");
             }) == 1);
  BOOST_TEST(contents("errors.txt").find("the reason for the end") != std::string::npos);
  std::filesystem::remove("errors.txt");
}

MP_CASE("process.output.a-nested-exception-is-reported-too", requires_("PROCESS-OUTPUT-NESTED")) {
  BOOST_TEST(exitcode_of(mp::ProcessOptions{.name = "Unlucky"}, [] {
               const bool opened = std::freopen("errors.txt", "w", stderr) != nullptr;
               try {
                 throw std::runtime_error(opened ? "the cause" : "");
               } catch (...) {
                 std::throw_with_nested(std::logic_error("the effect"));
               }
             }) == 1);
  const auto text = contents("errors.txt");
  BOOST_TEST(text.starts_with("Process Unlucky:\n"));
  const auto effect = text.find("the effect");
  BOOST_REQUIRE(effect != std::string::npos);
  BOOST_TEST(text.find("the cause", effect) != std::string::npos);
  std::filesystem::remove("errors.txt");
}

}  // namespace conformance
