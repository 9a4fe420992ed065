// SPDX-License-Identifier: BSL-1.0
// BaseManager: objects in a server, and calls of their methods.
#include <thread>

#include "conformance/cases/manager/counter.hpp"

namespace conformance {
MP_CASE("manager.create.and-call", requires_("MANAGER-START", "MANAGER-CREATE", "MANAGER-CALL")) {
  const auto manager = counters();
  BOOST_TEST(manager.process().is_alive());
  const auto one = manager.create<Counter>(5);
  const auto other = manager.create<Counter>(100);
  BOOST_TEST(one.add(3) == 8);
  BOOST_TEST(other.value() == 100);
  BOOST_TEST(one.value() == 8);
  BOOST_TEST(!(one == other));
}

MP_CASE("manager.create.what-is-not-registered", requires_("MANAGER-CREATE")) {
  mp::BaseManager manager;
  BOOST_CHECK_THROW((void)manager.address(), mp::AssertionError);
  BOOST_CHECK_THROW((void)manager.create<Counter>(5), mp::AssertionError);
  manager.start();
  BOOST_CHECK_THROW((void)manager.create<Counter>(5), mp::ValueError);
  BOOST_CHECK_THROW(register_counter(manager), mp::AssertionError);
  BOOST_CHECK_THROW(manager.start(), mp::AssertionError);
}

MP_CASE("manager.call.exceptions-come-back", requires_("MANAGER-EXCEPTIONS")) {
  const auto manager = counters();
  const auto counter = manager.create<Counter>(5);
  try {
    counter.call<&Counter::fail>(std::string("too far"));
    BOOST_TEST(false, "nothing was thrown");
  } catch (const std::out_of_range& error) {
    BOOST_TEST(error.what() == std::string("too far"));
    BOOST_CHECK_THROW(std::rethrow_if_nested(error), mp::RemoteError);
  }
  BOOST_TEST(counter.value() == 5);
}

MP_CASE("manager.call.what-is-not-exposed", requires_("MANAGER-UNEXPOSED")) {
  const auto manager = counters();
  const auto counter = manager.create<Counter>(5);
  BOOST_CHECK_THROW((void)counter.call<&Counter::hidden>(), mp::RemoteError);
  BOOST_TEST(counter.value() == 5);
}

MP_CASE("manager.call.value-is-a-copy", requires_("MANAGER-VALUE")) {
  const auto manager = counters();
  const auto counter = manager.create<Counter>(5);
  auto copy = counter.get_value();
  BOOST_TEST(copy.add(1) == 6);
  BOOST_TEST(counter.value() == 5);
}

MP_CASE("manager.call.objects-as-arguments-and-results", requires_("MANAGER-RETURNS-PROXY")) {
  const auto manager = counters();
  const auto counter = manager.create<Counter>(5);
  const auto copy = counter.call<&Counter::copy>();
  counter.add(1);
  BOOST_TEST(copy.value() == 5);
  BOOST_TEST(copy.add(10) == 15);
  counter.call<&Counter::take>(copy);
  BOOST_TEST(counter.value() == 15);
  BOOST_TEST(manager.number_of_objects() == 2U);
}

MP_CASE("manager.references.go-with-the-last-proxy", requires_("MANAGER-REFERENCES")) {
  const auto manager = counters();
  {
    const auto counter = manager.create<Counter>(5);
    const auto copy = counter;  // NOLINT: it is the copy that counts
    BOOST_TEST(manager.number_of_objects() == 1U);
  }
  BOOST_TEST(manager.number_of_objects() == 0U);
  auto [ours, theirs] = mp::Pipe();
  {
    const auto counter = manager.create<Counter>(6);
    Child child(
        [](mp::Connection parent, const CounterProxy& given) {
          parent.send(given.value());
          (void)parent.recv<bool>();
          parent.send(given.value());
        },
        theirs, counter);
    BOOST_TEST(ours.recv<int>() == 6);
    counter.add(1);
    ours.send(true);
    BOOST_TEST(ours.recv<int>() == 7);
    child->join();
  }
  await_objects(manager, 0);
}

MP_CASE("manager.references.of-a-killed-process", requires_("MANAGER-REFERENCES")) {
  const auto manager = counters();
  auto [ours, theirs] = mp::Pipe();
  {
    const auto counter = manager.create<Counter>(5);
    Child child(
        [](mp::Connection parent, const CounterProxy& given) {
          parent.send(given.value());
          (void)parent.recv<bool>();
        },
        theirs, counter);
    BOOST_TEST(ours.recv<int>() == 5);
    child->kill();
    child->join();
  }
  await_objects(manager, 0);
}

MP_CASE("manager.proxy.sent-through-queue-and-pipe", requires_("MANAGER-PROXY-SENT")) {
  const auto manager = counters();
  mp::Queue<CounterProxy> queue;
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Queue<CounterProxy> from, mp::Connection through) {
        auto counter = from.get();
        counter.add(10);
        through.send(counter);
      },
      queue, theirs);
  {
    const auto counter = manager.create<Counter>(5);
    queue.put(counter);
  }
  const auto back = ours.recv<CounterProxy>();
  child->join();
  BOOST_TEST(back.value() == 15);
  BOOST_TEST(manager.number_of_objects() == 1U);
}

MP_CASE("manager.proxy.takes-the-key-of-its-manager-along", requires_("MANAGER-PROXY-KEY")) {
  const auto manager = counters({.authkey = mp::AuthenticationKey(std::string_view("of this manager alone"))});
  const auto counter = manager.create<Counter>(5);
  const auto other = manager.create<Counter>(7);
  mp::Queue<CounterProxy> queue;
  Child child(
      [](CounterProxy handed, mp::Queue<CounterProxy> from) {
        handed.add(10);
        from.get().add(100);  // of the same manager, whose key is here now
      },
      counter, queue);
  queue.put(other);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
  BOOST_TEST(counter.value() == 15);
  BOOST_TEST(other.value() == 107);
}

MP_CASE("manager.threads.one-waits-and-others-go-on", requires_("MANAGER-THREADS")) {
  const auto manager = counters();
  const auto event = manager.Event();
  std::thread waits([&] { (void)event.wait(); });
  const auto counter = manager.create<Counter>(0);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 25; ++k) (void)event.is_set();
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(counter.add(1) == 1);
  event.set();
  waits.join();
}

MP_CASE("manager.fork.a-child-has-references-of-its-own", requires_("MANAGER-FORKED"),
        {.start_methods = {mp::StartMethod::fork}}) {
  const auto manager = counters();
  static std::optional<CounterProxy> counter;
  counter = manager.create<Counter>(5);
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection parent) {
        (void)parent.recv<bool>();
        answer(counter->add(1) == 6);
      },
      theirs);
  counter.reset();
  BOOST_TEST(manager.number_of_objects() == 1U);
  ours.send(true);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
  await_objects(manager, 0);
}

}  // namespace conformance
