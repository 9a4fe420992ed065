// SPDX-License-Identifier: BSL-1.0
// Connection: messages of bytes.
#include <algorithm>
#include <cstring>
#include <span>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

mp::Bytes bytes(std::string_view text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

}  // namespace

MP_CASE("connection.bytes.arrive-as-sent", requires_("CONNECTION-BYTES-EXACT")) {
  auto [reader, writer] = mp::Pipe(false);
  mp::Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = static_cast<std::byte>(i);
  }
  writer.send_bytes(all);
  BOOST_TEST((reader.recv_bytes() == all));
}

MP_CASE("connection.bytes.empty-message", requires_("CONNECTION-BYTES-EMPTY")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes({});
  BOOST_TEST(reader.poll());
  BOOST_TEST(reader.poll());  // looking does not take it
  BOOST_TEST(reader.recv_bytes().empty());
  BOOST_TEST(!reader.poll());
}

MP_CASE("connection.bytes.boundaries-are-kept", requires_("CONNECTION-BYTES-BOUNDARIES")) {
  auto [reader, writer] = mp::Pipe(false);
  for (const auto* text : {"hello", "", "a", "bb", "", ""}) {
    writer.send_bytes(bytes(text));
  }
  for (const auto* text : {"hello", "", "a", "bb", "", ""}) {
    BOOST_TEST(reader.poll());
    BOOST_TEST((reader.recv_bytes() == bytes(text)));
  }
  BOOST_TEST(!reader.poll());
}

MP_CASE("connection.bytes.sixteen-mebibytes", requires_("CONNECTION-BYTES-LARGE")) {
  constexpr std::size_t size = 16U << 20U;
  auto [ours, theirs] = mp::Pipe();
  Child child([](mp::Connection connection) { connection.send_bytes(connection.recv_bytes()); }, theirs);
  const auto message = bytes(pattern(size, 8));
  ours.send_bytes(message);
  BOOST_TEST((ours.recv_bytes() == message));
  child->join();
}

MP_CASE("connection.bytes.sizes-about-a-page", requires_("CONNECTION-BYTES-EXACT")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection connection) {
        for (auto message = connection.recv_bytes(); !message.empty(); message = connection.recv_bytes()) {
          connection.send_bytes(message);
        }
      },
      theirs);
  for (const std::size_t power : {4096U, 8192U, 16384U, 65536U}) {
    for (const std::size_t size : {power - 5, power - 4, power - 1, power, power + 1}) {
      const auto message = bytes(pattern(size, static_cast<std::uint32_t>(size)));
      ours.send_bytes(message);
      BOOST_TEST((ours.recv_bytes() == message), "of " << size << " bytes");
    }
  }
  ours.send_bytes({});
  child->join();
}

MP_CASE("connection.bytes.part-of-a-buffer", requires_("CONNECTION-BYTES-PART")) {
  auto [reader, writer] = mp::Pipe(false);
  const auto message = bytes("abcdefghijklmnopqrstuvwxyz");
  writer.send_bytes(message, 5);
  BOOST_TEST((reader.recv_bytes() == bytes("fghijklmnopqrstuvwxyz")));
  writer.send_bytes(message, 7, 8);
  BOOST_TEST((reader.recv_bytes() == bytes("hijklmno")));
  writer.send_bytes(message, 26);
  BOOST_TEST(reader.recv_bytes().empty());
  writer.send_bytes(message, 26, 0);
  BOOST_TEST(reader.recv_bytes().empty());
  BOOST_CHECK_THROW(writer.send_bytes(message, 27), mp::ValueError);
  BOOST_CHECK_THROW(writer.send_bytes(message, 22, 5), mp::ValueError);
  BOOST_CHECK_THROW(writer.send_bytes(message, 26, 1), mp::ValueError);
  BOOST_CHECK_THROW(writer.send_bytes(message, static_cast<std::size_t>(-1)), mp::ValueError);
  BOOST_CHECK_THROW(writer.send_bytes(message, 4, static_cast<std::size_t>(-1)), mp::ValueError);
  BOOST_TEST(!reader.poll());
}

MP_CASE("connection.recv_bytes.longer-than-allowed", requires_("CONNECTION-BYTES-MAXLENGTH")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes(bytes("12345"));
  BOOST_TEST((reader.recv_bytes(5) == bytes("12345")));
  writer.send_bytes(bytes("123456"));
  BOOST_CHECK_THROW((void)reader.recv_bytes(5), mp::OSError);
}

MP_CASE("connection.recv_bytes_into.fills-and-says-how-much", requires_("CONNECTION-INTO-SIZE")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes(bytes("abc"));
  mp::Bytes buffer = bytes("------");
  BOOST_TEST(reader.recv_bytes_into(std::span(buffer).subspan(1)) == 3U);
  BOOST_TEST((buffer == bytes("-abc--")));
}

MP_CASE("connection.recv_bytes_into.from-an-offset-on", requires_("CONNECTION-INTO-OFFSET")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes(bytes("abc"));
  writer.send_bytes(bytes("four"));
  writer.send_bytes({});
  mp::Bytes buffer = bytes("------");
  BOOST_CHECK_THROW((void)reader.recv_bytes_into(buffer, 7), mp::ValueError);
  BOOST_TEST(reader.recv_bytes_into(buffer, 2) == 3U);
  BOOST_TEST((buffer == bytes("--abc-")));
  BOOST_CHECK_THROW((void)reader.recv_bytes_into(buffer, 3), mp::BufferTooShort);
  BOOST_TEST(reader.recv_bytes_into(buffer, 6) == 0U);
}

MP_CASE("connection.recv_bytes_into.exactly-full", requires_("CONNECTION-INTO-SIZE")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes(bytes("abc"));
  mp::Bytes buffer(3);
  BOOST_TEST(reader.recv_bytes_into(buffer) == 3U);
  BOOST_TEST((buffer == bytes("abc")));
}

MP_CASE("connection.recv_bytes_into.too-short-keeps-the-message", requires_("CONNECTION-INTO-TOO-SHORT")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes(bytes("a long message"));
  writer.send_bytes(bytes("next"));
  mp::Bytes buffer(4);
  try {
    (void)reader.recv_bytes_into(buffer);
    BOOST_TEST(false, "a buffer of 4 bytes took a message of 14");
  } catch (const mp::BufferTooShort& error) {
    BOOST_TEST((error.message() == bytes("a long message")));
  }
  BOOST_TEST((reader.recv_bytes() == bytes("next")));
}

}  // namespace conformance
