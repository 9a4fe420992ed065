// SPDX-License-Identifier: BSL-1.0
// Connections that are given to a child.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("connection.handed.ours-may-be-closed-at-once", requires_("CONNECTION-HANDED-CLOSE")) {
  auto [ours, theirs] = mp::Pipe();
  Child child([](mp::Connection connection) { connection.send(connection.recv<int>() * 2); }, theirs);
  theirs.close();
  ours.send(21);
  BOOST_TEST(ours.recv<int>() == 42);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("connection.handed.keeps-its-direction", requires_("CONNECTION-HANDED-DIRECTION")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of(
                 [](mp::Connection in, mp::Connection out) {
                   answer(in.readable() && !in.writable() && !out.readable() && out.writable() &&
                          throws<mp::OSError>([&] { in.send(1); }));
                 },
                 reader, writer) == yes);
}

MP_CASE("connection.handed.two-children-talk", requires_("CONNECTION-HANDED-SIBLINGS")) {
  auto [left, right] = mp::Pipe();
  Child first(
      [](mp::Connection connection) {
        connection.send(std::string("question"));
        answer(connection.recv<std::string>() == "answer");
      },
      left);
  Child second(
      [](mp::Connection connection) {
        const bool heard = connection.recv<std::string>() == "question";
        connection.send(std::string("answer"));
        answer(heard);
      },
      right);
  first->join();
  second->join();
  BOOST_TEST(first->exitcode() == yes);
  BOOST_TEST(second->exitcode() == yes);
}

MP_CASE("connection.handed.through-a-child-to-a-grandchild", requires_("CONNECTION-HANDED-GRANDCHILD")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection results) { answer(exitcode_of([](mp::Connection out) { out.send(31); }, results) == 0); },
      writer);
  BOOST_TEST(reader.recv<int>() == 31);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

MP_CASE("connection.handed.what-waits-in-it-stays", requires_("CONNECTION-HANDED-DIRECTION")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send(51);
  BOOST_TEST(exitcode_of([](mp::Connection in) { mp::exit(in.recv<int>()); }, reader) == 51);
}

}  // namespace conformance
