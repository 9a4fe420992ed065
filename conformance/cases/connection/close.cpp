// SPDX-License-Identifier: BSL-1.0
// Connection::close: the end of an end.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("connection.close.says-so-and-may-be-repeated", requires_("CONNECTION-CLOSE-FLAG")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(!writer.closed());
  writer.close();
  writer.close();
  BOOST_TEST(writer.closed());
  BOOST_TEST(!reader.closed());
}

MP_CASE("connection.close.ends-all-use", requires_("CONNECTION-CLOSE-THEN-USE")) {
  auto [left, right] = mp::Pipe();
  left.close();
  BOOST_CHECK_THROW(left.send(1), mp::OSError);
  BOOST_CHECK_THROW((void)left.recv<int>(), mp::OSError);
  BOOST_CHECK_THROW(left.send_bytes({}), mp::OSError);
  BOOST_CHECK_THROW((void)left.recv_bytes(), mp::OSError);
  BOOST_CHECK_THROW((void)left.poll(), mp::OSError);
  BOOST_CHECK_THROW((void)left.fileno(), mp::OSError);
}

MP_CASE("connection.close.a-default-connection-is-closed", requires_("CONNECTION-CLOSE-THEN-USE")) {
  mp::Connection connection;
  BOOST_TEST(connection.closed());
  BOOST_CHECK_THROW(connection.send(1), mp::OSError);
  connection.close();
}

MP_CASE("connection.recv.end-of-file-after-the-last-message", requires_("CONNECTION-RECV-EOF")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send(1);
  writer.send(2);
  writer.close();
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(reader.recv<int>() == 2);
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);
  BOOST_CHECK_THROW((void)reader.recv_bytes(), mp::EOFError);
}

MP_CASE("connection.recv.end-of-file-on-a-duplex-pipe", requires_("CONNECTION-RECV-EOF")) {
  auto [left, right] = mp::Pipe();
  right.send(1);
  right.close();
  BOOST_TEST(left.recv<int>() == 1);
  BOOST_CHECK_THROW((void)left.recv<int>(), mp::EOFError);
}

MP_CASE("connection.recv.end-of-file-when-the-writer-ends", requires_("CONNECTION-RECV-EOF-PROCESS")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection results) { results.send(1); }, writer);
  writer.close();  // else this process would be a writer as well, and the end never come
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);
  child->join();
}

MP_CASE("connection.recv.no-end-while-one-writer-is-left", requires_("CONNECTION-RECV-EOF-LAST")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of([](mp::Connection results) { results.close(); }, writer) == 0);
  BOOST_TEST(!reader.poll(a_while));
  writer.send(1);
  BOOST_TEST(reader.recv<int>() == 1);
}

MP_CASE("connection.close.by-dropping-the-last-copy", requires_("CONNECTION-CLOSE-DROPPED")) {
  auto [reader, dropped] = [] {
    auto [first, second] = mp::Pipe(false);
    second.send(1);
    return std::pair(first, second.closed());
  }();
  BOOST_TEST(!dropped);
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);
}

MP_CASE("connection.send.nobody-can-read-is-an-error", requires_("CONNECTION-SEND-BROKEN")) {
  auto [reader, writer] = mp::Pipe(false);
  reader.close();
  try {
    writer.send(1);
    BOOST_TEST(false, "a message went to nobody");
  } catch (const mp::OSError& error) {
    observe("code", error.code().value());
    BOOST_TEST((error.code() == std::errc::broken_pipe));
  }
}

MP_CASE("connection.send.nobody-can-read-a-duplex-pipe", requires_("CONNECTION-SEND-BROKEN")) {
  auto [left, right] = mp::Pipe();
  right.close();
  BOOST_CHECK_THROW(left.send(1), mp::OSError);
}

MP_CASE("connection.send.the-reader-ends-in-the-middle", requires_("CONNECTION-SEND-BROKEN-PROCESS")) {
  auto [reader, writer] = mp::Pipe(false);
  auto [go_reader, go] = mp::Pipe(false);
  Child child(
      [](mp::Connection mine, mp::Connection start) {
        (void)mine.recv<int>();
        (void)start.recv<int>();
      },
      reader, go_reader);
  reader.close();
  writer.send(1);
  go.send(1);
  BOOST_CHECK_THROW(writer.send(pattern(8U << 20U)), mp::OSError);  // more than any pipe holds
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

}  // namespace conformance
