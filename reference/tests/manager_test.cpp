// SPDX-License-Identifier: BSL-1.0
// Managers: clients that do not keep to the protocol, and what may be a method.
#include <atomic>
#include <cerrno>
#include <thread>

#include "managers/message.hpp"
#include "methods.hpp"
#include "multiprocessing/managers/managers.hpp"
#include "platform/fault.hpp"

namespace mp = multiprocessing;
using mp::detail::Ask;
using mp::detail::Request;
using namespace std::chrono_literals;

namespace {

struct Shape {
  int sides = 4;
  std::string name = "square";
  [[nodiscard]] std::size_t length(std::string_view text) const { return name.size() + text.size(); }
  void rename(const std::string& to) { name = to; }
};

int doubled(const Shape& shape, int times) { return shape.sides * times; }

void register_shape(mp::BaseManager& manager) {
  manager.register_type<Shape>("Shape", mp::method<&Shape::sides>, mp::method<&Shape::length>,
                               mp::method<&Shape::rename>, mp::method<&doubled>);
}

const mp::AuthenticationKey key{std::string_view("a key")};

/// A server in this process, with a client beside it.
struct Served {
  Served()
      : manager(options({})), server(registered(manager).get_server()), thread([this] { server.serve_forever(); }) {
    client.emplace(options(server.address()));
    registered(*client).connect();
  }
  ~Served() {
    server.stop();
    thread.join();
  }

  static mp::ManagerOptions options(std::optional<mp::Address> address) { return {.address = address, .authkey = key}; }
  static mp::BaseManager& registered(mp::BaseManager& manager) {
    register_shape(manager);
    return manager;
  }

  mp::BaseManager manager;
  mp::ManagerServer server;
  std::thread thread;
  std::optional<mp::BaseManager> client;
};

/// A client that has the key, and says what it likes.
mp::Connection raw_client(const Served& served) { return mp::Client(served.server.address(), {.authkey = key}); }

mp::Connection raw_session(const Served& served) {
  auto connection = raw_client(served);
  connection.send_bytes(mp::detail::encode_hello(mp::Bytes(mp::detail::session_bytes, std::byte{7})));
  BOOST_TEST(!mp::detail::decode_answer(connection.recv_bytes()).failed);
  return connection;
}

mp::detail::Answer ask(mp::Connection& connection, const Request& request) {
  connection.send_bytes(mp::detail::encode(request));
  return mp::detail::decode_answer(connection.recv_bytes());
}

bool goes_on(const Served& served) { return served.client->create<Shape>().call<&Shape::sides>() == 4; }

std::atomic<int> accepts_that_fail = 0;

}  // namespace

BOOST_AUTO_TEST_CASE(methods_are_members_and_functions) {
  const Served served;
  const auto shape = served.client->create<Shape>();
  BOOST_TEST(shape.call<&Shape::sides>() == 4);
  BOOST_TEST(shape.call<&Shape::length>("four") == 10U);
  BOOST_TEST(shape.call<&doubled>(2) == 8);
  shape.call<&Shape::rename>("rectangle");
  BOOST_TEST(shape.call<&Shape::length>("") == 9U);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_stands_for_nothing) {
  const mp::Proxy<Shape> empty;
  BOOST_TEST(!empty);
  BOOST_CHECK_THROW((void)empty.call<&Shape::sides>(), mp::ValueError);
  BOOST_TEST(!mp::detail::loads<mp::Proxy<Shape>>(mp::detail::dumps(empty)));
}

BOOST_AUTO_TEST_CASE(another_layout_is_refused_with_a_reason) {
  const Served served;
  auto connection = raw_client(served);
  connection.send_bytes(mp::Bytes(60, std::byte{'x'}));
  const auto answer = mp::detail::decode_answer(connection.recv_bytes());
  BOOST_TEST(answer.failed);
  BOOST_CHECK_THROW((void)connection.recv_bytes(), mp::EOFError);
  BOOST_TEST(goes_on(served));
}

BOOST_AUTO_TEST_CASE(what_no_client_says_ends_its_connection_alone) {
  const Served served;
  for (const auto& message : {mp::Bytes(), mp::Bytes(1, std::byte{0xff}), mp::Bytes(1000, std::byte{0xff})}) {
    auto connection = raw_session(served);
    connection.send_bytes(message);
    BOOST_CHECK_THROW((void)connection.recv_bytes(), mp::EOFError);
  }
  BOOST_TEST(goes_on(served));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_an_error_of_the_client) {
  const Served served;
  auto connection = raw_session(served);
  for (const auto& request : {Request{Ask::call, 77, {}, "method", {}}, Request{Ask::lend, 77, {}, {}, {}},
                              Request{Ask::claim, 77, {}, {}, {}}, Request{Ask::create, 0, "Shape", "no way", {}},
                              Request{Ask::create, 0, "nothing", {}, {}}, Request{Ask::get, 0, "Shape", {}, {}}})
    BOOST_TEST(ask(connection, request).failed);
  // References that it has not got cannot be given up, and those of nobody are none.
  const auto shape = served.client->create<Shape>();
  connection.send_bytes(mp::detail::encode(Request{Ask::release, shape.object_id(), {}, {}, {}}));
  BOOST_TEST(!ask(connection, {Ask::inherit, 0, {}, {}, mp::Bytes(16, std::byte{1})}).failed);
  BOOST_TEST(shape.call<&Shape::sides>() == 4);
  BOOST_TEST(served.client->number_of_objects() == 1U);
}

BOOST_AUTO_TEST_CASE(arguments_of_another_type_are_an_error_of_the_client) {
  const Served served;
  const auto shape = served.client->create<Shape>();
  auto connection = raw_session(served);
  const auto method = mp::detail::key_of<mp::Method<&Shape::rename>>();
  for (const auto& body : {mp::Bytes(), mp::Bytes(8, std::byte{0xff}), mp::Bytes(100, std::byte{0})})
    BOOST_TEST(ask(connection, {Ask::call, shape.object_id(), {}, method, body}).failed);
  BOOST_TEST(shape.call<&Shape::length>("") == 6U);
}

BOOST_AUTO_TEST_CASE(a_session_lasts_as_long_as_its_last_connection) {
  const Served served;
  {
    auto one = raw_session(served);
    auto other = raw_session(served);
    const auto shape = served.client->create<Shape>();
    BOOST_TEST(!ask(one, {Ask::lend, shape.object_id(), {}, {}, {}}).failed);
    BOOST_TEST(!ask(one, {Ask::claim, shape.object_id(), {}, {}, {}}).failed);
    one.close();
    BOOST_TEST(!ask(other, {Ask::count, 0, {}, {}, {}}).failed);
  }
  while (served.client->number_of_objects() != 0) std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(a_thread_that_ends_takes_no_objects_with_it) {
  mp::BaseManager manager;
  register_shape(manager);
  manager.start();
  mp::Proxy<Shape> shape;
  std::thread([&] { shape = manager.create<Shape>(); }).join();  // the first that asks the server for anything
  BOOST_TEST(shape.call<&Shape::sides>() == 4);
}

BOOST_AUTO_TEST_CASE(a_server_that_cannot_accept_tries_again) {
  const Served served;
  accepts_that_fail = 2;
  mp::platform::set_fault_hook([](std::string_view call) -> std::optional<int> {
    if (call != "accept" || accepts_that_fail.fetch_sub(1) <= 0) return std::nullopt;
    return EMFILE;
  });
  auto connection = raw_session(served);
  mp::platform::set_fault_hook(nullptr);
  BOOST_TEST(!ask(connection, {Ask::count, 0, {}, {}, {}}).failed);
  // Where sockets are accepted by another call, none has failed.
  BOOST_TEST((accepts_that_fail < 0 || mp::default_family() != mp::Family::unix_socket));
}

BOOST_AUTO_TEST_CASE(a_name_is_taken_once) {
  mp::BaseManager manager;
  register_shape(manager);
  BOOST_CHECK_THROW(register_shape(manager), mp::ValueError);
  BOOST_CHECK_THROW(manager.connect(), mp::ValueError);
  BOOST_CHECK_THROW((void)manager.process(), mp::AssertionError);
  mp::BaseManager moved = std::move(manager);
  BOOST_CHECK_THROW(manager.shutdown(), mp::ValueError);  // NOLINT: that is what is tested
}

BOOST_DATA_TEST_CASE(an_object_that_is_here_goes_by_fork_alone, mp::every_method(), method) {
  mp::BaseManager manager({.start_method = method});
  manager.register_instance<Shape>("shape", std::make_shared<Shape>(), mp::method<&Shape::sides>);
  if (method != mp::StartMethod::fork) {
    BOOST_CHECK_THROW(manager.start(), mp::UnpicklableError);
    return;
  }
  manager.start();
  BOOST_TEST(manager.get<Shape>("shape").call<&Shape::sides>() == 4);
}

BOOST_DATA_TEST_CASE(nothing_is_left_after_a_manager, mp::every_method(), method) {
  const auto before = mp::active_children().size();
  {
    mp::BaseManager manager({.start_method = method});
    register_shape(manager);
    manager.start();
    BOOST_TEST(manager.create<Shape>().call<&Shape::sides>() == 4);
    BOOST_TEST(mp::active_children().size() == before + 1);
  }
  BOOST_TEST(mp::active_children().size() == before);
}
