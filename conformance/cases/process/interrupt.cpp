// SPDX-License-Identifier: BSL-1.0
// Process::interrupt: what Ctrl-C on the keyboard does, to one process.
#include <csignal>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

MP_CASE("process.interrupt.ends-a-child-that-does-not-mind", requires_("PROCESS-INTERRUPT")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection ready) {
        std::signal(SIGINT, SIG_DFL);  // a shell in the background has it ignored
        mp::Event never;
        ready.send(1);
        (void)never.wait();
      },
      writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->interrupt();
  child->join();
  BOOST_TEST(child->exitcode() == -SIGINT);
  child->interrupt();
}

MP_CASE("process.interrupt.can-be-handled", requires_("PROCESS-INTERRUPT")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection ready) {
        std::signal(SIGINT, [](int) { interrupted = 1; });
        mp::Event never;
        ready.send(1);
        while (interrupted == 0) {
          (void)never.wait(5ms);
        }
        answer(true);
      },
      writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->interrupt();
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

MP_CASE("process.interrupt.before-the-start-is-refused", requires_("PROCESS-INTERRUPT")) {
  mp::Process child([] {});
  BOOST_CHECK_THROW(child.interrupt(), mp::AssertionError);
}

}  // namespace conformance
