// SPDX-License-Identifier: BSL-1.0
// The logger of the library: levels, lines, and what children have of it.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void stderr_to_file() {
  if (std::freopen("log.txt", "a", stderr) == nullptr) {
    mp::exit(no);
  }
}

/// What was written since the last time, without the lines of the library itself.
std::string written() {
  std::ifstream in("log.txt");  // as text: some systems end lines by two characters
  std::string text;
  for (std::string line; std::getline(in, line);) {
    if (line.find("mine:") != std::string::npos) {
      text += line + "\n";
    }
  }
  in.close();
  std::filesystem::remove("log.txt");
  return text;
}

}  // namespace

MP_CASE("log.level.lets-through-what-is-as-bad-or-worse", requires_("LOG-LEVEL", "LOG-FORMAT")) {
  BOOST_TEST(exitcode_of(mp::ProcessOptions{.name = "Teller"}, [] {
               stderr_to_file();
               auto& log = mp::log_to_stderr(mp::LogLevel::info);
               log.debug("mine: not told");
               log.info("mine: told");
               log.error("mine: told as well");
             }) == 0);
  BOOST_TEST(written() == "[INFO/Teller] mine: told\n[ERROR/Teller] mine: told as well\n");
}

MP_CASE("log.level.is-that-of-the-parent-in-a-child", requires_("LOG-INHERITED")) {
  auto& log = mp::get_logger();
  BOOST_TEST((log.level() == mp::LogLevel::warning));
  for (const int level : {10, 40}) {
    log.set_level(mp::LogLevel{level});
    BOOST_TEST(exitcode_of([](int expected) { answer(mp::get_logger().level() == mp::LogLevel{expected}); }, level) ==
               yes);
  }
}

MP_CASE("log.stderr.children-write-to-it-as-well", requires_("LOG-INHERITED", "LOG-FORMAT")) {
  BOOST_TEST(exitcode_of([] {
               mp::log_to_stderr(mp::LogLevel::debug);
               answer(exitcode_of(mp::ProcessOptions{.name = "Grandchild"}, [] {
                        stderr_to_file();
                        mp::get_logger().debug("mine: from below");
                      }) == 0);
             }) == yes);
  BOOST_TEST(written() == "[DEBUG/Grandchild] mine: from below\n");
}

MP_CASE("log.stderr.has-warnings-that-nobody-handles", requires_("LOG-LAST-RESORT")) {
  BOOST_TEST(exitcode_of(mp::ProcessOptions{.name = "Warner"}, [] {
               stderr_to_file();
               mp::get_logger().set_level(mp::LogLevel::debug);
               mp::get_logger().info("mine: not told");
               mp::get_logger().warning("mine: told");
               mp::get_logger().add_handler([](const mp::LogRecord&) {});
               mp::get_logger().warning("mine: for the handler");
             }) == 0);
  BOOST_TEST(written() == "[WARNING/Warner] mine: told\n");
}

}  // namespace conformance
