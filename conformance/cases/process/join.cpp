// SPDX-License-Identifier: BSL-1.0
// Process::join: waiting for the end of a child.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

// Runs until something arrives.
void wait_for_word(mp::Connection go) { (void)go.recv<int>(); }

}  // namespace

MP_CASE("process.join.waits-for-the-end", requires_("PROCESS-JOIN-WAITS")) {
  auto [go_reader, go] = mp::Pipe(false);
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection start, mp::Connection results) {
        for (int i = start.recv<int>(); i > 0; --i) {
          results.send(i);
        }
      },
      go_reader, writer);
  go.send(100);
  child->join();
  BOOST_TEST(!child->is_alive());
  for (int i = 100; i > 0; --i) {
    BOOST_REQUIRE(reader.poll());  // all of it was said before join came back
    BOOST_TEST(reader.recv<int>() == i);
  }
}

MP_CASE("process.join.timeout-is-false-and-not-early", requires_("PROCESS-JOIN-TIMEOUT")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(&wait_for_word, reader);
  const Stopwatch stopwatch;
  BOOST_TEST(!child->join(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(child->is_alive());
  writer.send(1);
  child->join();
}

MP_CASE("process.join.zero-and-negative-timeouts-only-look", requires_("PROCESS-JOIN-POLL")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(&wait_for_word, reader);
  BOOST_TEST(!child->join(0s));
  BOOST_TEST(!child->join(-1s));
  BOOST_TEST(child->is_alive());
  writer.send(1);
  child->join();
}

MP_CASE("process.join.timeout-is-true-at-the-end", requires_("PROCESS-JOIN-TIMEOUT-TRUE")) {
  Child child([] {});
  BOOST_TEST(child->join(1h));
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("process.join.may-be-repeated", requires_("PROCESS-JOIN-REPEATED")) {
  Child child([] { mp::exit(4); });
  child->join();
  child->join();
  BOOST_TEST(child->join(0s));
  BOOST_TEST(child->exitcode() == 4);
}

MP_CASE("process.join.before-start-is-refused", requires_("PROCESS-JOIN-STARTED")) {
  mp::Process child([] {});
  BOOST_CHECK_THROW(child.join(), mp::AssertionError);
}

// In a child this is a process that another one has made: all that a child can hold where it is not forked.
MP_CASE("process.join.of-oneself-is-refused", requires_("PROCESS-JOIN-SELF", "PROCESS-JOIN-CREATOR")) {
  BOOST_CHECK_THROW(mp::current_process().join(), mp::AssertionError);
  BOOST_TEST(exitcode_of([] { answer(throws<mp::AssertionError>([] { mp::current_process().join(); })); }) == yes);
}

MP_CASE("process.join.by-another-process-is-refused", requires_("PROCESS-JOIN-CREATOR"),
        {.start_methods = {mp::StartMethod::fork}}) {
  auto [reader, writer] = mp::Pipe(false);
  Child sibling(&wait_for_word, reader);
  mp::Process theirs = *sibling;
  BOOST_TEST(exitcode_of([theirs]() mutable {
               answer(throws<mp::AssertionError>([&] { theirs.join(); }) &&
                      throws<mp::AssertionError>([&] { (void)theirs.is_alive(); }));
             }) == yes);
  writer.send(1);
  sibling->join();
}

}  // namespace conformance
