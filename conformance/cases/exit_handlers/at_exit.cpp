// SPDX-License-Identifier: BSL-1.0
// at_exit: what a process does at its end.
#include <thread>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

/// Has the end of this process send a number.
void send_at_exit(mp::Connection to, int number, int priority = 0) {
  mp::at_exit([to = std::move(to), number]() mutable { to.send(number); }, priority);
}

}  // namespace

MP_CASE("exit_handlers.at_exit.runs-at-the-end-of-a-child", requires_("EXIT-HANDLERS-RUN")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of([](mp::Connection results) { send_at_exit(results, 1); }, writer) == 0);
  BOOST_REQUIRE(reader.poll());
  BOOST_TEST(reader.recv<int>() == 1);
}

MP_CASE("exit_handlers.at_exit.runs-after-exit-and-after-an-exception", requires_("EXIT-HANDLERS-RUN")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of(
                 [](mp::Connection results) {
                   send_at_exit(results, 1);
                   mp::exit(5);
                 },
                 writer) == 5);
  BOOST_TEST(exitcode_of(
                 [](mp::Connection results) {
                   send_at_exit(results, 2);
                   throw std::runtime_error("on purpose");
                 },
                 writer) == 1);
  BOOST_REQUIRE(reader.poll());
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(reader.recv<int>() == 2);
}

MP_CASE("exit_handlers.at_exit.by-several-threads", requires_("EXIT-HANDLERS-THREADS")) {
  mp::Value<int> called(0);
  BOOST_TEST(exitcode_of(
                 [](mp::Value<int> sum) {
                   std::vector<std::thread> threads;
                   for (int i = 0; i < 4; ++i) {
                     threads.emplace_back([=] {
                       for (int j = 0; j < 100; ++j) {
                         mp::at_exit([=] { sum.update([](int& number) { ++number; }); });
                       }
                     });
                   }
                   for (auto& thread : threads) thread.join();
                 },
                 called) == 0);
  BOOST_TEST(called.get() == 400);
}

MP_CASE("exit_handlers.at_exit.higher-priority-first-then-newest", requires_("EXIT-HANDLERS-ORDER")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of(
                 [](mp::Connection results) {
                   send_at_exit(results, 5, -3);
                   send_at_exit(results, 4);
                   send_at_exit(results, 3, 10);
                   send_at_exit(results, 2, 10);
                   send_at_exit(results, 1, 20);
                 },
                 writer) == 0);
  for (const int expected : {1, 2, 3, 4, 5}) {
    BOOST_REQUIRE(reader.poll());
    BOOST_TEST(reader.recv<int>() == expected);
  }
}

MP_CASE("exit_handlers.at_exit.below-zero-follows-the-end-of-children", requires_("EXIT-HANDLERS-ORDER")) {
  auto [reader, writer] = mp::Pipe(false);
  auto [go_reader, go] = mp::Pipe(false);
  Child child(
      [](mp::Connection results, mp::Connection wait_for) {
        send_at_exit(results, 3, -1);
        send_at_exit(results, 1);
        mp::Process(
            [](mp::Connection start, mp::Connection out) {
              (void)start.recv<int>();
              out.send(2);
            },
            wait_for, results)
            .start();
      },
      writer, go_reader);
  BOOST_TEST(reader.recv<int>() == 1);  // its child runs still, since nobody has said go
  go.send(1);
  BOOST_TEST(reader.recv<int>() == 2);
  BOOST_TEST(reader.recv<int>() == 3);
  child->join();
}

MP_CASE("exit_handlers.at_exit.a-child-has-none-of-its-parent", requires_("EXIT-HANDLERS-OWN")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of(
                 [](mp::Connection results) {
                   send_at_exit(results, 1);
                   answer(exitcode_of([] {}) == 0);
                 },
                 writer) == yes);
  BOOST_REQUIRE(reader.poll());
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(!reader.poll());
}

MP_CASE("exit_handlers.at_exit.one-that-throws-stops-no-other", requires_("EXIT-HANDLERS-RUN")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(exitcode_of(
                 [](mp::Connection results) {
                   send_at_exit(results, 1);
                   mp::at_exit([] { throw std::runtime_error("on purpose"); }, 1);
                 },
                 writer) == 0);
  BOOST_REQUIRE(reader.poll());
  BOOST_TEST(reader.recv<int>() == 1);
}

}  // namespace conformance
