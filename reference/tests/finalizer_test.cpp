// SPDX-License-Identifier: BSL-1.0
// What is done once, and what a process does at its end.
#include "finalizer.hpp"

#include <atomic>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using mp::detail::Finalizer;

namespace {

/// As at the end of a process; what is thrown is counted.
int run_all(std::optional<int> lowest) {
  int thrown = 0;
  mp::detail::run_finalizers(lowest, [&](const std::exception&) { ++thrown; });
  return thrown;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_runs_once_by_hand_or_with_its_owner) {
  int runs = 0;
  {
    Finalizer by_hand([&] { ++runs; }, std::nullopt);
    BOOST_TEST(by_hand.still_active());
    BOOST_TEST(by_hand.run());
    BOOST_TEST(!by_hand.run());
    BOOST_TEST(!by_hand.still_active());
    BOOST_TEST(runs == 1);
    const Finalizer with_owner([&] { ++runs; }, std::nullopt);
  }
  BOOST_TEST(runs == 2);
}

BOOST_AUTO_TEST_CASE(a_cancelled_one_never_runs) {
  int runs = 0;
  {
    Finalizer cancelled([&] { ++runs; }, 3);
    cancelled.cancel();
    BOOST_TEST(!cancelled.run());
    BOOST_TEST(run_all(std::nullopt) == 0);
  }
  BOOST_TEST(runs == 0);
}

BOOST_AUTO_TEST_CASE(a_moved_one_runs_in_its_new_place) {
  std::string order;
  Finalizer first([&] { order += "a"; }, std::nullopt);
  Finalizer second([&] { order += "b"; }, std::nullopt);
  first = std::move(second);
  BOOST_TEST(order == "a");
  BOOST_TEST(first.run());
  BOOST_TEST(order == "ab");
}

BOOST_AUTO_TEST_CASE(at_the_end_the_higher_first_and_the_newest_first) {
  std::string order;
  const Finalizer never([&] { order += "x"; }, std::nullopt);
  const Finalizer low([&] { order += "l"; }, -5);
  const Finalizer one([&] { order += "1"; }, 10);
  const Finalizer two([&] { order += "2"; }, 10);
  const Finalizer high([&] { order += "h"; }, 15);
  const Finalizer zero([&] { order += "0"; }, 0);
  BOOST_TEST(run_all(0) == 0);
  BOOST_TEST(order == "h210");
  BOOST_TEST(run_all(std::nullopt) == 0);
  BOOST_TEST(order == "h210l");
}

BOOST_AUTO_TEST_CASE(one_that_throws_stops_no_other) {
  bool ran = false;
  const Finalizer other([&] { ran = true; }, 1);
  const Finalizer fails([] { throw std::runtime_error("on purpose"); }, 2);
  const Finalizer fails_oddly([] { throw 7; }, 2);
  BOOST_TEST(run_all(std::nullopt) == 2);
  BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(one_may_let_go_of_itself_and_add_another) {
  std::string order;
  auto owner = std::make_unique<Finalizer>();
  std::optional<Finalizer> added;
  *owner = Finalizer(
      [&] {
        order += "a";
        owner.reset();
        added.emplace([&] { order += "b"; }, 7);
      },
      1);
  BOOST_TEST(run_all(0) == 0);
  BOOST_TEST(order == "ab");
}

BOOST_AUTO_TEST_CASE(threads_may_make_and_run_them) {
  std::atomic<int> runs = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        Finalizer mine([&] { ++runs; }, round % 3);
        (void)run_all(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(runs == 800);
}

BOOST_AUTO_TEST_CASE(a_forked_child_has_none_of_its_parent) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  auto [reader, writer] = mp::Pipe(false);
  Finalizer of_parent([writer = writer]() mutable { writer.send(1); }, 3);
  BOOST_TEST(*mp::exitcode_of(mp::StartMethod::fork, [&] { mp::exit(of_parent.run() || of_parent.still_active()); }) ==
             0);
  BOOST_TEST(!reader.poll());
  of_parent.cancel();
}

BOOST_DATA_TEST_CASE(the_end_of_a_child_calls_what_it_registered, mp::every_method(), method) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(*mp::exitcode_of(
                 method,
                 [](mp::Connection to) {
                   mp::at_exit([to]() mutable { to.send(0); }, -1);
                   mp::at_exit([to]() mutable { to.send(1); });
                   mp::at_exit([to]() mutable { to.send(2); }, 9);
                   mp::exit(4);
                 },
                 writer) == 4);
  for (const int expected : {2, 1, 0}) BOOST_TEST(reader.recv<int>() == expected);
}
