// SPDX-License-Identifier: BSL-1.0
// Process::daemon: who ends with the parent, and who is waited for.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("process.daemon.default-is-that-of-the-creator", requires_("PROCESS-DAEMON-INHERITED")) {
  BOOST_TEST(!mp::current_process().daemon());
  BOOST_TEST(!mp::Process([] {}).daemon());
  BOOST_TEST(exitcode_of(mp::ProcessOptions{.daemon = true},
                         [] { answer(mp::current_process().daemon() && mp::Process([] {}).daemon()); }) == yes);
}

MP_CASE("process.daemon.can-be-given-and-set", requires_("PROCESS-DAEMON-SET")) {
  mp::Process child(mp::ProcessOptions{.daemon = true}, [] {});
  BOOST_TEST(child.daemon());
  child.set_daemon(false);
  BOOST_TEST(!child.daemon());
  child.set_daemon(true);
  BOOST_TEST(child.daemon());
}

MP_CASE("process.daemon.cannot-be-set-after-start", requires_("PROCESS-DAEMON-FIXED")) {
  Child child([] {});
  BOOST_CHECK_THROW(child->set_daemon(true), mp::AssertionError);
  BOOST_TEST(!child->daemon());
  child->join();
}

MP_CASE("process.daemon.may-not-have-children", requires_("PROCESS-DAEMON-CHILDLESS")) {
  BOOST_TEST(exitcode_of(mp::ProcessOptions{.daemon = true}, [] {
               mp::Process grandchild([] {});
               answer(throws<mp::AssertionError>([&] { grandchild.start(); }));
             }) == yes);
}

MP_CASE("process.daemon.is-ended-with-its-parent", requires_("PROCESS-DAEMON-ENDED")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection ready) {
        mp::Event running;
        mp::Process(
            mp::ProcessOptions{.daemon = true},
            [](mp::Connection mine, mp::Event told) {
              mp::Event never;
              mine.send(1);
              told.set();
              (void)never.wait();
            },
            ready, running)
            .start();
        ready.close();
        (void)running.wait();
      },
      writer);
  writer.close();
  BOOST_TEST(reader.recv<int>() == 1);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);  // nobody is left who could write
}

MP_CASE("process.daemon.others-are-joined-at-exit", requires_("PROCESS-NONDAEMON-JOINED")) {
  auto [go_reader, go] = mp::Pipe(false);
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection wait_for, mp::Connection results) {
        mp::Process([](mp::Connection start, mp::Connection out) { out.send(start.recv<int>()); }, wait_for, results)
            .start();
      },
      go_reader, writer);
  BOOST_TEST(!child->join(a_while));  // it waits for its own child, which waits for us
  go.send(5);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
  BOOST_REQUIRE(reader.poll());  // the grandchild had finished before
  BOOST_TEST(reader.recv<int>() == 5);
}

}  // namespace conformance
