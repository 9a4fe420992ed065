// SPDX-License-Identifier: BSL-1.0
// Connection::poll: looking whether something can be received.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("connection.poll.false-when-idle", requires_("CONNECTION-POLL-IDLE")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(!reader.poll());
  BOOST_TEST(!reader.poll(0s));
  BOOST_TEST(!reader.poll(-1s));
  writer.send(1);
  BOOST_TEST(reader.poll(-1s));
}

MP_CASE("connection.poll.timeout-is-not-early", requires_("CONNECTION-POLL-TIMEOUT")) {
  auto [left, right] = mp::Pipe();
  const Stopwatch stopwatch;
  BOOST_TEST(!left.poll(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
}

MP_CASE("connection.poll.true-with-a-message", requires_("CONNECTION-POLL-MESSAGE")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send(1);
  BOOST_TEST(reader.poll());
  BOOST_TEST(reader.poll(1h));
  BOOST_TEST(reader.poll(std::nullopt));
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(!reader.poll());
}

MP_CASE("connection.poll.true-at-the-end", requires_("CONNECTION-POLL-END")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.close();
  BOOST_TEST(reader.poll());
  BOOST_TEST(reader.poll(std::nullopt));
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);
}

MP_CASE("connection.poll.without-limit-waits", requires_("CONNECTION-POLL-FOREVER")) {
  auto [reader, writer] = mp::Pipe(false);
  auto [go_reader, go] = mp::Pipe(false);
  Child child(
      [](mp::Connection start, mp::Connection results) {
        (void)start.recv<int>();
        results.send(6);
      },
      go_reader, writer);
  BOOST_TEST(!reader.poll(a_while));
  go.send(1);
  BOOST_TEST(reader.poll(std::nullopt));
  BOOST_TEST(reader.recv<int>() == 6);
  child->join();
}

MP_CASE("connection.poll.elsewhere-takes-nothing", requires_("CONNECTION-POLL-KEEPS")) {
  auto [reader, writer] = mp::Pipe(false);
  const auto text = pattern(10'000, 1);
  writer.send(text);
  BOOST_TEST(exitcode_of([](mp::Connection theirs) { answer(theirs.poll() && theirs.poll(1h)); }, reader) == yes);
  BOOST_TEST(reader.recv<std::string>() == text);
}

}  // namespace conformance
