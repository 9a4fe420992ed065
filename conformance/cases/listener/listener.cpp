// SPDX-License-Identifier: BSL-1.0
// Listeners and clients of every family.
#include <algorithm>
#include <deque>
#include <filesystem>

#include "conformance/cases/listener/families.hpp"

namespace conformance {
namespace {

void send_greeting(const mp::Address& address) { mp::Client(address).send(std::string("hello")); }

bool is_taken(const mp::OSError& error) { return error.code() == std::errc::address_in_use; }

/// The address of a listener that is gone.
mp::Address deserted(mp::Family family) { return mp::Listener({.family = family}).address(); }

void require_paths() {
  const auto known = mp::families();
  if (std::find(known.begin(), known.end(), mp::Family::unix_socket) == known.end())
    unsupported("listeners have no paths here");
}

}  // namespace

MP_CASE("listener.accept.child-connects",
        requires_("LISTENER-ACCEPT", "LISTENER-FAMILIES", "LISTENER-KEY-DEFAULT", "CONNECTION-LISTENER")) {
  for_each_family([](mp::Family family) {
    mp::Listener listener({.family = family});
    Child child(
        [](const mp::Address& address) {
          auto connection = mp::Client(address);
          connection.send(std::string("hello"));
          answer(connection.recv<int>() == 7);
        },
        listener.address());
    auto accepted = listener.accept();
    BOOST_TEST(accepted.recv<std::string>() == "hello");
    accepted.send(7);
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  });
}

MP_CASE("listener.accept.several-clients", requires_("LISTENER-ACCEPT")) {
  mp::Listener listener;
  constexpr int clients = 4;
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < clients; ++i) {
    children.push_back(std::make_unique<Child>(
        [](const mp::Address& address, int number) { mp::Client(address).send(number); }, listener.address(), i));
  }
  int sum = 0;
  for (int i = 0; i < clients; ++i) sum += listener.accept().recv<int>();
  BOOST_TEST(sum == 6);
  for (auto& child : children) (*child)->join();
}

MP_CASE("listener.address.taken-once", requires_("LISTENER-ADDRESS-TAKEN")) {
  for_each_family([](mp::Family family) {
    const mp::Listener listener({.family = family});
    BOOST_CHECK_EXCEPTION(mp::Listener(listener.address()), mp::OSError, is_taken);
  });
}

MP_CASE("listener.address.arbitrary-ones-differ", requires_("LISTENER-ARBITRARY")) {
  for_each_family([](mp::Family family) {
    std::deque<mp::Listener> listeners;
    for (int i = 0; i < 4; ++i) {
      const auto& made = listeners.emplace_back(mp::ListenerOptions{.family = family});
      BOOST_TEST((made.address().family() == family));
      for (int before = 0; before < i; ++before) {
        BOOST_TEST((made.address() != listeners[static_cast<std::size_t>(before)].address()));
      }
    }
  });
}

MP_CASE("listener.family.refused", requires_("LISTENER-FAMILY-REFUSED")) {
  const auto known = mp::families();
  const std::pair<mp::Family, mp::Address> examples[] = {{mp::Family::pipe, "\\\\.\\pipe\\mp-test"},
                                                         {mp::Family::unix_socket, "/var/mp-test"}};
  for (const auto& [family, address] : examples) {
    if (std::find(known.begin(), known.end(), family) != known.end()) continue;
    BOOST_CHECK_THROW(mp::Listener{address}, mp::ValueError);
    BOOST_CHECK_THROW((void)mp::Client(address), mp::ValueError);
    BOOST_CHECK_THROW(mp::Listener({.family = family}), mp::ValueError);
  }
  BOOST_CHECK_THROW(mp::Listener("localhost:0", {.family = mp::default_family()}), mp::ValueError);
}

MP_CASE("listener.private.no-other-user", requires_("LISTENER-PRIVATE")) {
  require_paths();
  const mp::Listener arbitrary({.family = mp::Family::unix_socket});
  const std::filesystem::path path = arbitrary.address().to_string();
  const mp::Listener chosen((path.parent_path().string() + "-chosen"));
  const auto of_others = [](const std::filesystem::path& file) {
    using std::filesystem::perms;
    return (std::filesystem::status(file).permissions() & (perms::group_all | perms::others_all)) != perms::none;
  };
  BOOST_TEST(!of_others(path.parent_path()));
  BOOST_TEST(!of_others(path));
  BOOST_TEST(!of_others(chosen.address().to_string()));
}

MP_CASE("listener.gone.client-wrote-and-closed", requires_("LISTENER-CLIENT-GONE")) {
  for_each_family([](mp::Family family) {
    mp::Listener listener({.family = family, .authkey = std::nullopt});
    const auto code = exitcode_of(
        [](const mp::Address& address) {
          auto connection = mp::Client(address, {.authkey = std::nullopt});
          connection.send(std::string("hello"));
          connection.close();
        },
        listener.address());
    BOOST_TEST(code == 0);
    auto accepted = listener.accept();
    BOOST_TEST(accepted.recv<std::string>() == "hello");
    BOOST_CHECK_THROW((void)accepted.recv_bytes(), mp::EOFError);
  });
}

MP_CASE("listener.first.accepted-side-sends", requires_("LISTENER-SPEAKS-FIRST")) {
  for_each_family([](mp::Family family) {
    mp::Listener listener({.family = family});
    Child child(
        [](const mp::Address& address) {
          auto connection = mp::Client(address);
          answer(connection.poll(std::nullopt) && connection.recv<int>() == 5);
        },
        listener.address());
    listener.accept().send(5);
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  });
}

MP_CASE("listener.timeout.gives-up", requires_("LISTENER-ACCEPT-TIMEOUT")) {
  for_each_family([](mp::Family family) {
    mp::Listener listener({.family = family});
    const Stopwatch watch;
    BOOST_TEST(!listener.accept(a_while).has_value());
    BOOST_TEST((watch.elapsed() >= a_while));
    BOOST_TEST(!listener.accept(-1s).has_value());
    Child child(&send_greeting, listener.address());
    BOOST_TEST(listener.accept().recv<std::string>() == "hello");
    child->join();
  });
}

MP_CASE("listener.close.then-use", requires_("LISTENER-CLOSED")) {
  for_each_family([](mp::Family family) {
    mp::Listener listener({.family = family});
    listener.close();
    listener.close();
    BOOST_TEST(listener.closed());
    BOOST_CHECK_THROW((void)listener.accept(), mp::OSError);
    BOOST_CHECK_THROW((void)listener.address(), mp::OSError);
  });
}

MP_CASE("listener.close.path-is-gone", requires_("LISTENER-PATH-GONE")) {
  require_paths();
  mp::Listener listener({.family = mp::Family::unix_socket});
  const std::filesystem::path path = listener.address().to_string();
  BOOST_TEST(std::filesystem::exists(path));
  listener.close();
  BOOST_TEST(!std::filesystem::exists(path));
}

MP_CASE("listener.child.keeps-nothing", requires_("LISTENER-FORKED")) {
  for_each_family([](mp::Family family) {
    std::optional<mp::Listener> listener(std::in_place, mp::ListenerOptions{.family = family});
    const auto address = listener->address();
    auto [ours, theirs] = mp::Pipe();
    Child child(
        [](mp::Connection parent) {
          parent.send(1);
          (void)parent.recv<int>();
        },
        theirs);
    (void)ours.recv<int>();  // until it runs, the system may hold what it was copied from
    listener.reset();
    BOOST_CHECK_THROW((void)mp::Client(address), mp::OSError);
    // The folder of a path that was not chosen is gone.
    if (family == mp::Family::inet) BOOST_CHECK_NO_THROW(mp::Listener{address});
    ours.send(1);
    child->join();
  });
}

MP_CASE("listener.abstract.name", requires_("LISTENER-ABSTRACT")) {
  std::string name = "@";
  name += deserted(mp::default_family()).to_string();
  const mp::Address address(name);
  std::optional<mp::Listener> listener;
  try {
    listener.emplace(address);
  } catch (const std::exception& error) {
    unsupported(error.what());
  }
  Child child(&send_greeting, address);
  BOOST_TEST(listener->accept().recv<std::string>() == "hello");
  child->join();
}

MP_CASE("client.nobody.is-an-error", requires_("CLIENT-NOBODY")) {
  for_each_family([](mp::Family family) { BOOST_CHECK_THROW((void)mp::Client(deserted(family)), mp::OSError); });
}

MP_CASE("client.timeout.nobody-accepts", requires_("CLIENT-TIMEOUT")) {
  for_each_family([](mp::Family family) {
    const mp::Listener listener({.family = family});
    const Stopwatch watch;
    BOOST_CHECK_THROW((void)mp::Client(listener.address(), {.timeout = a_while}), mp::AuthenticationError);
    BOOST_TEST((watch.elapsed() >= a_while));
  });
}

MP_CASE("address.text.both-ways", requires_("ADDRESS-TEXT")) {
  for (const char* text :
       {"localhost:5000", "[::1]:5000", "/tmp/socket", "./socket:80", "@name", "\\\\.\\pipe\\name"}) {
    const mp::Address address(text);
    BOOST_TEST(address.to_string() == text);
    auto [reader, writer] = mp::Pipe(false);
    writer.send(address);
    BOOST_TEST((reader.recv<mp::Address>() == address));
  }
  BOOST_CHECK_THROW(mp::Address("localhost:65536"), mp::ValueError);
}

}  // namespace conformance
