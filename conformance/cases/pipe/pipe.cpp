// SPDX-License-Identifier: BSL-1.0
// Pipe: two connected ends, in one direction or both.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("pipe.duplex.both-ends-send-and-receive", requires_("PIPE-DUPLEX-BOTH")) {
  auto [left, right] = mp::Pipe();
  BOOST_TEST((left.readable() && left.writable() && right.readable() && right.writable()));
  left.send(1);
  right.send(2);
  BOOST_TEST(left.recv<int>() == 2);
  BOOST_TEST(right.recv<int>() == 1);
}

MP_CASE("pipe.duplex.echo-by-a-child", requires_("PIPE-DUPLEX-ECHO")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection connection) {
        for (auto text = connection.recv<std::string>(); !text.empty(); text = connection.recv<std::string>()) {
          connection.send(text + text);
        }
      },
      theirs);
  ours.send(std::string("ab"));
  BOOST_TEST(ours.recv<std::string>() == "abab");
  ours.send(std::string("c"));
  BOOST_TEST(ours.recv<std::string>() == "cc");
  ours.send(std::string());
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("pipe.simplex.first-receives-second-sends", requires_("PIPE-SIMPLEX-ROLES")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST((reader.readable() && !reader.writable()));
  BOOST_TEST((!writer.readable() && writer.writable()));
  writer.send(3);
  BOOST_TEST(reader.recv<int>() == 3);
}

MP_CASE("pipe.simplex.wrong-direction-is-refused", requires_("PIPE-SIMPLEX-WRONG-WAY")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_CHECK_THROW(reader.send(1), mp::OSError);
  BOOST_CHECK_THROW((void)writer.recv<int>(), mp::OSError);
  BOOST_CHECK_THROW((void)writer.recv_bytes(), mp::OSError);
  BOOST_CHECK_THROW((void)writer.poll(), mp::OSError);
  writer.send(4);  // both serve on
  BOOST_TEST(reader.recv<int>() == 4);
}

MP_CASE("pipe.pipes.are-apart", requires_("PIPE-APART")) {
  auto [first_reader, first_writer] = mp::Pipe(false);
  auto [second_reader, second_writer] = mp::Pipe(false);
  second_writer.send(2);
  BOOST_TEST(!first_reader.poll());
  first_writer.send(1);
  BOOST_TEST(first_reader.recv<int>() == 1);
  BOOST_TEST(second_reader.recv<int>() == 2);
}

}  // namespace conformance
