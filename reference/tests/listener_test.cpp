// SPDX-License-Identifier: BSL-1.0
// Addresses, and listeners as other programs see them.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <future>
#include <optional>
#include <sstream>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

const mp::AuthenticationKey key{std::string_view("the key")};

mp::ListenerOptions of(mp::Family family) { return {.family = family, .authkey = key}; }

/// What a client of that listener gets, while it is accepted.
std::pair<mp::Connection, mp::Connection> connected(mp::Listener& listener) {
  auto client = std::async(std::launch::async, [&] { return mp::Client(listener.address(), {.authkey = key}); });
  auto accepted = listener.accept();
  return {accepted, client.get()};
}

/// Connects to a port and has nothing to do with the library.
boost::asio::ip::tcp::socket stranger(boost::asio::io_context& context, const mp::Address& address) {
  boost::asio::ip::tcp::socket socket(context);
  const auto& inet = std::get<mp::InetAddress>(address.value());
  socket.connect({boost::asio::ip::make_address(inet.host), inet.port});
  return socket;
}

}  // namespace

namespace multiprocessing {
inline std::ostream& operator<<(std::ostream& out, Family family) { return out << static_cast<int>(family); }
}  // namespace multiprocessing

BOOST_AUTO_TEST_CASE(addresses_are_made_of_text) {
  using mp::Family;
  const auto check = [](const mp::Address& address, Family family, const std::string& text) {
    BOOST_TEST((address.family() == family), text);
    BOOST_TEST(address.to_string() == text);
    BOOST_TEST((mp::Address(address.to_string()) == address), text);
    BOOST_TEST((mp::detail::loads<mp::Address>(mp::detail::dumps(address)) == address), text);
  };
  check("localhost:5000", Family::inet, "localhost:5000");
  check(":80", Family::inet, ":80");
  check("[::1]:80", Family::inet, "[::1]:80");
  check(mp::InetAddress{"::1", 80}, Family::inet, "[::1]:80");
  check("/tmp/socket", Family::unix_socket, "/tmp/socket");
  check("/tmp/socket:80", Family::unix_socket, "/tmp/socket:80");
  check("./socket:80", Family::unix_socket, "./socket:80");
  check("socket", Family::unix_socket, "socket");
  check("@name", Family::unix_socket, "@name");
  check(mp::UnixAddress{std::string("\0name", 5)}, Family::unix_socket, "@name");
  check("\\\\.\\pipe\\name", Family::pipe, "\\\\.\\pipe\\name");
  BOOST_TEST(mp::Address(mp::UnixAddress{"@file"}).to_string() == "./@file");
  BOOST_CHECK_THROW(mp::Address(""), mp::ValueError);
  BOOST_CHECK_THROW(mp::Address("localhost:65536"), mp::ValueError);
  std::ostringstream out;
  out << mp::Address("localhost:1");
  BOOST_TEST(out.str() == "localhost:1");
}

BOOST_DATA_TEST_CASE(both_sides_talk, boost::unit_test::data::make(mp::families()), family) {
  mp::Listener listener(of(family));
  auto [accepted, client] = connected(listener);
  accepted.send(std::string("from the listener"));
  BOOST_TEST(client.poll(std::nullopt));
  BOOST_TEST(client.recv<std::string>() == "from the listener");
  mp::Bytes large(3'000'000, std::byte{9});
  std::thread sends([&, end = client]() mutable { end.send_bytes(large); });
  BOOST_TEST((accepted.recv_bytes() == large));
  sends.join();
  client.close();
  BOOST_CHECK_THROW((void)accepted.recv_bytes(), mp::EOFError);
  BOOST_TEST(listener.last_accepted().has_value() == (family == mp::Family::inet));
}

BOOST_DATA_TEST_CASE(nobody_in_time, boost::unit_test::data::make(mp::families()), family) {
  mp::Listener listener(of(family));
  for (const auto timeout : {-1ms, 0ms, 20ms}) {
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(!listener.accept(timeout).has_value());
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= timeout));
  }
  BOOST_TEST(mp::wait({listener}, 0ms).empty());
  std::thread connects([&] { (void)mp::Client(listener.address(), {.authkey = std::nullopt}); });
  BOOST_TEST(mp::wait({listener}).size() == 1U);
  connects.join();
}

BOOST_DATA_TEST_CASE(an_address_is_taken_once, boost::unit_test::data::make(mp::families()), family) {
  mp::Listener listener(of(family));
  BOOST_CHECK_EXCEPTION(mp::Listener(listener.address()), mp::OSError,
                        [](const auto& error) { return error.code() == std::errc::address_in_use; });
}

BOOST_DATA_TEST_CASE(closed_is_closed, boost::unit_test::data::make(mp::families()), family) {
  mp::Listener listener(of(family));
  const mp::Listener copy = listener;
  const auto address = listener.address();
  listener.close();
  listener.close();
  BOOST_TEST(copy.closed());
  BOOST_CHECK_THROW((void)listener.accept(), mp::OSError);
  BOOST_CHECK_THROW((void)listener.address(), mp::OSError);
  BOOST_CHECK_THROW((void)mp::wait({copy}, 0ms), mp::OSError);
  BOOST_CHECK_THROW((void)mp::Client(address, {.authkey = key, .timeout = 10s}), mp::OSError);
  if (family == mp::Family::unix_socket) BOOST_TEST(!std::filesystem::exists(address.to_string()));
}

BOOST_DATA_TEST_CASE(one_stranger_after_the_other, boost::unit_test::data::make(mp::families()), family) {
  auto options = of(family);
  options.handshake.timeout = 50ms;
  mp::Listener listener(options);
  {
    auto silent = mp::Client(listener.address(), {.authkey = std::nullopt});
    BOOST_CHECK_THROW((void)listener.accept(), mp::AuthenticationError);
    mp::Client(listener.address(), {.authkey = std::nullopt}).close();
    BOOST_CHECK_THROW((void)listener.accept(), mp::AuthenticationError);
  }
  // A slow machine may be late for the short time that a stranger has here, and be served when it tries again.
  std::optional<std::pair<mp::Connection, mp::Connection>> served;
  while (!served) {
    try {
      served = connected(listener);
    } catch (const mp::AuthenticationError&) {
    }
  }
  served->second.send(1);
  BOOST_TEST(served->first.recv<int>() == 1);
}

BOOST_AUTO_TEST_CASE(a_hostile_length_gets_nothing) {
  mp::Listener listener(of(mp::Family::inet));
  boost::asio::io_context context;
  for (const std::string& bytes :
       {std::string("\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 12), std::string("\x7f\xff\xff\xff", 4),
        std::string("\x80\x00\x00\x00", 4), std::string("GET / HTTP/1.1\r\n\r\n"), std::string("\x00\x00", 2)}) {
    auto socket = stranger(context, listener.address());
    socket.send(boost::asio::buffer(bytes));
    socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
    BOOST_CHECK_THROW((void)listener.accept(), mp::AuthenticationError);
  }
}

BOOST_AUTO_TEST_CASE(a_listener_that_never_answers) {
  mp::Listener listener(of(mp::Family::inet));
  BOOST_CHECK_THROW((void)mp::Client(listener.address(), {.authkey = key, .timeout = 30ms}), mp::AuthenticationError);
}

// More than any system keeps of a stream that nobody reads.
BOOST_DATA_TEST_CASE(a_send_with_a_time_limit, boost::unit_test::data::make(mp::families()), family) {
  mp::Listener listener(of(family));
  auto [here, there] = connected(listener);
  const mp::Bytes large(100'000'000, std::byte{7});
  BOOST_TEST(here.send(1, 0s));
  BOOST_CHECK_EXCEPTION((void)here.send_bytes(large, 50ms), mp::OSError,
                        [](const auto& error) { return error.code() == std::errc::timed_out; });
  BOOST_TEST(!here.writable());
  BOOST_TEST(there.recv<int>() == 1);
  const mp::Bytes small(1'000'000, std::byte{8});
  std::thread reads([&, end = here]() mutable { BOOST_TEST((end.recv_bytes() == small)); });
  BOOST_TEST(there.send_bytes(small, 1h));
  reads.join();
  here.close();
  BOOST_CHECK_THROW((void)there.recv_bytes(), mp::OSError);
}

BOOST_AUTO_TEST_CASE(families_that_are_not_here) {
  using mp::Family;
  const auto known = mp::families();
  const auto is_here = [&](Family family) { return std::find(known.begin(), known.end(), family) != known.end(); };
  if (!is_here(Family::pipe)) {
    BOOST_CHECK_THROW(mp::Listener("\\\\.\\test"), mp::ValueError);
    BOOST_CHECK_THROW((void)mp::Client("\\\\.\\test"), mp::ValueError);
  }
  if (!is_here(Family::unix_socket)) BOOST_CHECK_THROW(mp::Listener("/var/test.pipe"), mp::ValueError);
  BOOST_CHECK_THROW(mp::Listener("localhost:0", {.family = Family::unix_socket}), mp::ValueError);
  BOOST_TEST(mp::default_family() == known.back());
}

BOOST_AUTO_TEST_CASE(all_addresses_of_this_computer) {
  mp::Listener listener("0.0.0.0:0", {.authkey = key});
  auto [accepted, client] = connected(listener);
  client.send(1);
  BOOST_TEST(accepted.recv<int>() == 1);
}

// The fork takes the listener away from the child, and nothing from the parent.
BOOST_DATA_TEST_CASE(a_child_has_no_listener, boost::unit_test::data::make(mp::families()), family) {
  const auto methods = mp::get_all_start_methods();
  if (std::find(methods.begin(), methods.end(), mp::StartMethod::fork) == methods.end()) return;
  static std::optional<mp::Listener> listener;
  listener.emplace(of(family));
  const auto code = mp::exitcode_of(mp::StartMethod::fork, [] { mp::exit(listener->closed() ? 5 : 6); });
  BOOST_TEST(*code == 5);
  auto [accepted, client] = connected(*listener);
  client.send(1);
  BOOST_TEST(accepted.recv<int>() == 1);
  listener.reset();
}

BOOST_DATA_TEST_CASE(children_connect, mp::every_method(), method) {
  for (const auto family : mp::families()) {
    mp::Listener listener(mp::ListenerOptions{.family = family});
    mp::Process child(
        mp::by(method), [](const mp::Address& address) { mp::Client(address).send(std::string("hello")); },
        listener.address());
    child.start();
    BOOST_TEST(listener.accept().recv<std::string>() == "hello");
    child.join();
    BOOST_TEST(*child.exitcode() == 0);
  }
}
