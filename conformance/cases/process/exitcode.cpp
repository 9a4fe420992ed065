// SPDX-License-Identifier: BSL-1.0
// Process::exitcode: how a process ended.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

struct SaysGoodbye {
  mp::Connection results;
  ~SaysGoodbye() { results.send(1); }
};

void deep(int depth, bool end_here) {
  if (depth > 0) {
    deep(depth - 1, end_here);
  } else if (end_here) {
    mp::exit(9);
  }
}

}  // namespace

MP_CASE("process.exitcode.none-until-the-end", requires_("PROCESS-EXITCODE-NONE")) {
  auto [reader, writer] = mp::Pipe(false);
  mp::Process child([](mp::Connection go) { (void)go.recv<int>(); }, reader);
  BOOST_TEST(child.exitcode() == std::nullopt);
  child.start();
  BOOST_TEST(child.exitcode() == std::nullopt);
  writer.send(1);
  child.join();
  BOOST_TEST(child.exitcode() == 0);
}

MP_CASE("process.exitcode.zero-when-the-target-returns", requires_("PROCESS-EXITCODE-ZERO")) {
  BOOST_TEST(exitcode_of([] {}) == 0);
}

MP_CASE("process.exitcode.is-what-exit-said", requires_("PROCESS-EXITCODE-NUMBER")) {
  for (const int code : {0, 1, 8, 127, 255}) {
    BOOST_TEST(exitcode_of([](int mine) { mp::exit(mine); }, code) == code);
  }
}

MP_CASE("process.exitcode.of-a-truth-value", requires_("PROCESS-EXITCODE-BOOL")) {
  BOOST_TEST(exitcode_of([] { mp::exit(true); }) == 1);
  BOOST_TEST(exitcode_of([] { mp::exit(false); }) == 0);
  BOOST_TEST(exitcode_of([] { mp::exit(); }) == 0);
}

MP_CASE("process.exitcode.one-after-a-message", requires_("PROCESS-EXITCODE-MESSAGE")) {
  BOOST_TEST(exitcode_of([] {
               const bool opened = std::freopen("errors.txt", "w", stderr) != nullptr;
               mp::exit(opened ? "the last word" : "");
             }) == 1);
  std::ifstream in("errors.txt");
  BOOST_TEST(std::string(std::istreambuf_iterator<char>(in), {}) == "the last word\n");
  in.close();
  std::filesystem::remove("errors.txt");
}

MP_CASE("process.exitcode.one-after-an-exception", requires_("PROCESS-EXITCODE-EXCEPTION")) {
  BOOST_TEST(exitcode_of([] { throw std::runtime_error("on purpose"); }) == 1);
  BOOST_TEST(exitcode_of([] { throw 7; }) == 1);
}

MP_CASE("process.exitcode.negative-after-a-signal", requires_("PROCESS-EXITCODE-SIGNAL")) {
  BOOST_TEST(exitcode_of([] {
               std::signal(SIGTERM, SIG_DFL);
               std::raise(SIGTERM);
             }) == -SIGTERM);
}

MP_CASE("process.exit.from-deep-below", requires_("PROCESS-EXIT-ANYWHERE")) {
  BOOST_TEST(exitcode_of([] { deep(50, true); }) == 9);
}

MP_CASE("process.exit.runs-destructors", requires_("PROCESS-EXIT-UNWINDS")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of(
                 [](mp::Connection results) {
                   const SaysGoodbye goodbye{results};
                   mp::exit(3);
                 },
                 writer) == 3);
  BOOST_TEST(reader.poll());
}

}  // namespace conformance
