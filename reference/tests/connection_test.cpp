// SPDX-License-Identifier: BSL-1.0
// Connections: what comes out of a stream that no library has written, or that breaks off.
#include <array>
#include <thread>

#include "methods.hpp"
#include "platform/channel.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

mp::Bytes bytes_of(std::string_view text) {
  mp::Bytes bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

/// Puts raw bytes on the way to `reader`, past the framing.
void write_raw(const mp::Connection& writer, const std::vector<int>& values) {
  mp::Bytes bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  BOOST_REQUIRE(*mp::platform::write_some(writer.fileno(), bytes) == bytes.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(frames_are_those_of_cpython) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes(bytes_of("abc"));
  std::array<std::byte, 16> raw{};
  BOOST_TEST(*mp::platform::read_some(reader.fileno(), raw) == 7U);
  BOOST_TEST(std::to_integer<int>(raw[3]) == 3);
  BOOST_TEST(std::to_integer<int>(raw[0]) == 0);
  BOOST_TEST(std::to_integer<char>(raw[4]) == 'a');
  write_raw(writer, {255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 2, 'h', 'i'});
  BOOST_TEST((reader.recv_bytes() == bytes_of("hi")));
}

BOOST_AUTO_TEST_CASE(a_length_is_not_believed) {
  auto [reader, writer] = mp::Pipe(false);
  write_raw(writer, {255, 255, 255, 255, 0x7f, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3});
  writer.close();
  BOOST_CHECK_THROW((void)reader.recv_bytes(), mp::OSError);
}

BOOST_AUTO_TEST_CASE(a_negative_length_is_an_error) {
  auto [reader, writer] = mp::Pipe(false);
  write_raw(writer, {0x80, 0, 0, 0});
  BOOST_CHECK_THROW((void)reader.recv_bytes(), mp::OSError);
  BOOST_TEST(reader.closed());
}

BOOST_AUTO_TEST_CASE(a_message_that_breaks_off_is_an_error_and_an_end_is_not) {
  {
    auto [reader, writer] = mp::Pipe(false);
    write_raw(writer, {0, 0, 0, 5, 'a', 'b'});
    writer.close();
    BOOST_CHECK_THROW((void)reader.recv_bytes(), mp::OSError);
  }
  {
    auto [reader, writer] = mp::Pipe();
    writer.send(1);
    writer.close();
    BOOST_TEST(reader.recv<int>() == 1);
    BOOST_TEST(reader.poll(std::nullopt));
    BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);
  }
}

BOOST_AUTO_TEST_CASE(nobody_reads) {
  auto [reader, writer] = mp::Pipe(false);
  reader.close();
  BOOST_CHECK_EXCEPTION(writer.send(1), mp::OSError,
                        [](const auto& error) { return error.code() == std::errc::broken_pipe; });
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_long_ends_the_reading) {
  auto [one, other] = mp::Pipe();
  other.send_bytes(bytes_of("0123456789"));
  BOOST_CHECK_THROW((void)one.recv_bytes(9), mp::OSError);
  BOOST_TEST(!one.readable());
  BOOST_TEST(one.writable());
  BOOST_TEST(!one.closed());
  one.send(5);
  BOOST_TEST(other.recv<int>() == 5);
}

BOOST_AUTO_TEST_CASE(a_buffer_that_is_too_short_keeps_the_message) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send_bytes(bytes_of("0123456789"));
  mp::Bytes small(3);
  BOOST_CHECK_EXCEPTION((void)reader.recv_bytes_into(small), mp::BufferTooShort,
                        [](const auto& error) { return error.message() == bytes_of("0123456789"); });
  writer.send_bytes(bytes_of("xy"));
  BOOST_TEST(reader.recv_bytes_into(small) == 2U);
}

BOOST_AUTO_TEST_CASE(directions_and_closed_ends) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_CHECK_THROW(reader.send(1), mp::OSError);
  BOOST_CHECK_THROW((void)writer.recv<int>(), mp::OSError);
  BOOST_CHECK_THROW((void)writer.poll(), mp::OSError);
  reader.close();
  reader.close();
  BOOST_CHECK_THROW((void)reader.fileno(), mp::OSError);
  BOOST_CHECK_THROW((void)reader.poll(), mp::OSError);
  BOOST_CHECK_THROW(mp::Connection().send(1), mp::OSError);
}

BOOST_AUTO_TEST_CASE(a_connection_closed_during_a_recv_stays_open_until_its_end) {
  auto [reader, writer] = mp::Pipe(false);
  std::atomic<bool> begun = false;
  std::jthread waiting([&begun, end = reader]() mutable {
    begun = true;
    BOOST_TEST(end.recv<int>() == 7);
  });
  while (!begun) std::this_thread::yield();
  std::this_thread::sleep_for(5ms);  // likely, and not needed: the recv has begun
  if (!reader.closed()) writer.send(7);
}

BOOST_DATA_TEST_CASE(ends_travel_and_many_are_waited_for, mp::every_method(), method) {
  std::vector<mp::Connection> ends;
  std::vector<mp::Process> children;
  for (int i = 0; i < 3; ++i) {
    auto [here, there] = mp::Pipe(false);
    children.emplace_back(
        mp::by(method), [](mp::Connection to, int value) { to.send(value); }, there, i);
    children.back().start();
    ends.push_back(here);
  }
  int sum = 0;
  for (int received = 0; received < 3; ++received) {
    std::vector<mp::Waitable> all(ends.begin(), ends.end());
    const auto ready = mp::wait(all);
    BOOST_REQUIRE(!ready.empty());
    sum += ends[ready.front()].recv<int>();
    ends.erase(ends.begin() + static_cast<std::ptrdiff_t>(ready.front()));
  }
  BOOST_TEST(sum == 3);
  for (auto& child : children) {
    BOOST_TEST(mp::wait({child.sentinel()}).size() == 1U);
    child.join();
  }
}
