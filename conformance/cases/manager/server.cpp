// SPDX-License-Identifier: BSL-1.0
// The server of a manager: how it begins, who finds it, and how it ends.
#include <thread>

#include "conformance/cases/manager/counter.hpp"

namespace conformance {
namespace {

const mp::AuthenticationKey key{std::string_view("the key of the manager")};

mp::ManagerOptions at_a_port() { return {.address = mp::Address("localhost:0"), .authkey = key}; }

bool gone(const CounterProxy& counter) {
  return throws<mp::EOFError>([&] { (void)counter.value(); });
}

std::string greeting = "nothing";  // of the process that it is in
void greet(const std::string& text) { greeting = text; }

struct Greeter {
  [[nodiscard]] std::string heard() const { return greeting; }
};

/// Another program's view of the manager.
void use_from_afar(const mp::Address& address) {
  mp::BaseManager manager({.address = address, .authkey = key});
  register_counter(manager);
  manager.connect();
  const auto counter = manager.create<Counter>(20);
  answer(counter.add(1) == 21 && manager.number_of_objects() == 2);
}

}  // namespace

MP_CASE("manager.shutdown.ends-the-server", requires_("MANAGER-SHUTDOWN")) {
  auto manager = counters();
  const auto counter = manager.create<Counter>(5);
  const auto process = manager.process();
  manager.shutdown();
  BOOST_TEST(process.exitcode() == 0);
  BOOST_TEST(gone(counter));
  manager.shutdown();
  BOOST_CHECK_THROW((void)manager.create<Counter>(5), mp::EOFError);
}

MP_CASE("manager.shutdown.by-destruction", requires_("MANAGER-SHUTDOWN")) {
  std::optional<mp::Process> process;
  {
    const auto manager = counters();
    process = manager.process();
    BOOST_TEST(process->is_alive());
  }
  BOOST_TEST(process->exitcode() == 0);
}

MP_CASE("manager.shutdown.while-a-call-waits", requires_("MANAGER-SHUTDOWN-BLOCKED")) {
  auto manager = counters();
  const auto event = manager.Event();
  const auto process = manager.process();
  std::thread waits([&] { BOOST_CHECK_THROW((void)event.wait(), mp::EOFError); });
  BOOST_TEST(!event.is_set());
  manager.shutdown();
  waits.join();
  BOOST_TEST(process.exitcode() == 0);
}

MP_CASE("manager.died.calls-throw-at-once", requires_("MANAGER-SERVER-DIED")) {
  const auto manager = counters();
  const auto counter = manager.create<Counter>(5);
  const auto event = manager.Event();
  std::thread waits([&] { BOOST_CHECK_THROW((void)event.wait(), mp::EOFError); });
  auto process = manager.process();
  process.kill();
  process.join();
  waits.join();
  BOOST_TEST(gone(counter));
  BOOST_TEST(gone(counter));
  BOOST_CHECK_THROW((void)manager.create<Counter>(5), mp::EOFError);
  BOOST_CHECK_THROW((void)manager.number_of_objects(), mp::EOFError);
}

MP_CASE("manager.died.with-the-process-that-started-it", requires_("MANAGER-PARENT-DIED")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection parent) {
        const auto manager = counters();
        const auto counter = manager.create<Counter>(5);
        parent.send(counter);
        (void)parent.recv<bool>();
      },
      theirs);
  const auto counter = ours.recv<CounterProxy>();
  BOOST_TEST(counter.value() == 5);
  child->kill();
  child->join();
  while (!gone(counter)) std::this_thread::yield();
}

MP_CASE("manager.interrupted.goes-on", requires_("MANAGER-SIGINT")) {
  const auto manager = counters();
  const auto counter = manager.create<Counter>(5);
  counter.call<&Counter::interrupt>();
  BOOST_TEST(counter.value() == 5);
}

MP_CASE("manager.initializer.runs-in-the-server", requires_("MANAGER-INITIALIZER")) {
  mp::BaseManager manager;
  manager.register_type<Greeter>("Greeter", mp::method<&Greeter::heard>);
  manager.start(&greet, std::string("hello"));
  BOOST_TEST(manager.create<Greeter>().call<&Greeter::heard>() == "hello");
  BOOST_TEST(greeting == "nothing");
}

MP_CASE("manager.initializer.throws", requires_("MANAGER-INITIALIZER-THROWS")) {
  mp::BaseManager manager;
  BOOST_CHECK_THROW(manager.start([] { throw std::out_of_range("no"); }), std::out_of_range);
  manager.start();
  BOOST_TEST(manager.number_of_objects() == 0U);
}

MP_CASE("manager.remote.by-address-and-key", requires_("MANAGER-REMOTE")) {
  const auto manager = counters(at_a_port());
  const auto counter = manager.create<Counter>(1);
  BOOST_TEST(exitcode_of(&use_from_afar, manager.address()) == yes);
  BOOST_TEST(counter.value() == 1);
}

MP_CASE("manager.remote.wrong-key", requires_("MANAGER-KEY")) {
  const auto manager = counters(at_a_port());
  mp::BaseManager stranger({.address = manager.address(), .authkey = mp::AuthenticationKey(std::string_view("wrong"))});
  BOOST_CHECK_THROW(stranger.connect(), mp::AuthenticationError);
  BOOST_TEST(manager.create<Counter>(1).value() == 1);
}

MP_CASE("manager.remote.nobody-there", requires_("MANAGER-REMOTE")) {
  mp::Address deserted;
  { deserted = counters(at_a_port()).address(); }
  mp::BaseManager manager({.address = deserted, .authkey = key});
  BOOST_CHECK_THROW(manager.connect(), mp::OSError);
}

MP_CASE("manager.address.at-once-again", requires_("MANAGER-RESTART")) {
  auto options = at_a_port();
  for (int round = 0; round < 3; ++round) {
    const auto manager = counters(options);
    options.address = manager.address();  // the port that the system chose the first time
    BOOST_TEST(manager.create<Counter>(round).value() == round);
  }
}

MP_CASE("manager.silent.client-keeps-nobody-out", requires_("MANAGER-THREADS")) {
  const auto manager = counters(at_a_port());
  const auto silent = mp::Client(manager.address(), {.authkey = std::nullopt});
  BOOST_TEST(manager.create<Counter>(5).value() == 5);
  BOOST_TEST(!silent.closed());
}

MP_CASE("manager.instance.served-by-this-process", requires_("MANAGER-INSTANCE", "MANAGER-SERVE-FOREVER")) {
  const auto counter = std::make_shared<Counter>(5);
  mp::BaseManager manager(at_a_port());
  manager.register_instance<Counter>("the-counter", counter, mp::method<&Counter::add>);
  auto server = manager.get_server();
  std::thread serves([&] { server.serve_forever(); });
  const auto code = exitcode_of(
      [](const mp::Address& address) {
        mp::BaseManager client({.address = address, .authkey = key});
        client.connect();
        const auto found = client.get<Counter>("the-counter");
        answer(found.add(2) == 7 && throws<mp::RemoteError>([&] { (void)client.get<Counter>("another"); }));
      },
      server.address());
  BOOST_TEST(code == yes);
  server.stop();
  serves.join();
  BOOST_TEST(counter->value() == 7);
}

}  // namespace conformance
