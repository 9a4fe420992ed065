// SPDX-License-Identifier: BSL-1.0
// How children end on POSIX: by signals, and as zombies until somebody reaps them.
#define BOOST_TEST_MODULE platform_child_exit_posix
#include <csignal>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "platform/wait.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const working strategies("exit");
const auto both_ways = boost::unit_test::data::make(ways());

/// SIGNAL: ends by it, whatever the test framework or a sanitizer does with it.
const role end_by("end-by", [](arriving& given) {
  const int signal = static_cast<int>(given.number());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  return 1;
});

/// GATE: lives until the gate has no writer any more.
const role be_patient("be-patient", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  gate.close_writer();
  gate.await();
  return 0;
});

/// GATE STARTED: the same, once it has said that the keyboard may end it, which a shell in the background forbids.
const role mind_the_keyboard("mind-the-keyboard", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  checkpoint& started = given.checkpoint();
  gate.close_writer();
  std::signal(SIGINT, SIG_DFL);
  started.reach();
  gate.await();
  return 0;
});

const role do_nothing("do-nothing", [](arriving&) { return 0; });

}  // namespace

BOOST_DATA_TEST_CASE(a_signal_is_a_negative_code,
                     strategies* both_ways* boost::unit_test::data::make({SIGABRT, SIGSEGV, SIGTERM, SIGKILL}), by, way,
                     signal) {
  const serving_only only("exit", by);
  const auto child = end_by.start(way, parcel().add(signal));
  BOOST_TEST(exit_code(*child) == -signal);
}

BOOST_DATA_TEST_CASE(codes_are_kept_though_children_were_ignored, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  BOOST_REQUIRE(sigaction(SIGCHLD, &ignored, nullptr) == 0);
  BOOST_TEST(exit_code(*end_by.start(way, parcel().add(SIGTERM))) == -SIGTERM);
  struct sigaction thrown_away {};
  thrown_away.sa_handler = SIG_DFL;
  thrown_away.sa_flags = SA_NOCLDWAIT;
  BOOST_REQUIRE(sigaction(SIGCHLD, &thrown_away, nullptr) == 0);
  BOOST_TEST(exit_code(*end_by.start(way, parcel().add(SIGTERM))) == -SIGTERM);
}

BOOST_DATA_TEST_CASE(interrupt_is_the_signal_of_the_keyboard, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  checkpoint gate;
  checkpoint started;
  const auto child = mind_the_keyboard.start(way, parcel().add(gate).add(started));
  started.await();
  must(child->interrupt());
  BOOST_TEST(exit_code(*child) == -SIGINT);
  must(child->interrupt());
}

BOOST_DATA_TEST_CASE(a_child_that_was_let_go_of_leaves_no_zombie, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  checkpoint gate;
  auto child = be_patient.start(way, parcel().add(gate));
  const auto id = static_cast<int>(child->id());
  const handle sentinel = must(duplicate(child->sentinel()));
  child.reset();
  BOOST_TEST(::kill(id, 0) == 0);
  gate.close_writer();
  const native_handle number = sentinel.native();
  BOOST_TEST(must(wait_any({&number, 1}, std::nullopt)).size() == 1U);
  // Whoever creates the next one reaps it; a pipe tells of the end a little before it can be reaped, so ask again.
  while (::kill(id, 0) == 0) BOOST_REQUIRE(exit_code(*do_nothing.start(way)) == 0);
}
