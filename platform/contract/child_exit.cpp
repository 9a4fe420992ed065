// SPDX-License-Identifier: BSL-1.0
// Contract of child processes and of seeing them end, on every strategy that works here.
#define BOOST_TEST_MODULE platform_child_exit
#include "platform/child_exit.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "platform/wait.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const working strategies("exit");
const auto both_ways = boost::unit_test::data::make(ways());

bool is_ready(native_handle native) { return !must(wait_any({&native, 1}, at_once)).empty(); }
void await(native_handle native) { BOOST_REQUIRE(must(wait_any({&native, 1}, std::nullopt)).size() == 1); }

/// CODE: ends with that code.
const role end_with("end-with", [](arriving& given) { return static_cast<int>(given.number()); });

/// GATE: lives until the gate has no writer any more.
const role be_patient("be-patient", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  gate.close_writer();
  gate.await();
  return 6;
});

/// GATE: launches a patient grandchild, and ends at once.
const role leave_grandchild("leave-grandchild", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  const auto grandchild = launch_process(be_patient.request(parcel().add(gate)));
  return grandchild ? 5 : 1;
});

/// STAMP TOLD GATE PARENT: tells its stamp, and compares it with that of its parent.
const role tell_stamp("tell-stamp", [](arriving& given) {
  given.object<std::atomic<std::uint64_t>>() = current_process_stamp();
  given.checkpoint().reach();
  checkpoint& gate = given.checkpoint();
  gate.close_writer();
  gate.await();
  const auto parent = static_cast<std::uint64_t>(std::stoull(given.text()));
  return process_alive(parent) && process_of(current_process_stamp()) == current_process_id() ? 0 : 1;
});

}  // namespace

BOOST_DATA_TEST_CASE(exit_codes_come_back, strategies* both_ways* boost::unit_test::data::make({0, 1, 42, 255}), by,
                     way, code) {
  const serving_only only("exit", by);
  const auto child = end_with.start(way, parcel().add(code));
  BOOST_TEST(exit_code(*child) == code);
}

BOOST_DATA_TEST_CASE(the_answer_is_remembered, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  const auto child = end_with.start(way, parcel().add(3));
  for (int count = 0; count < 3; ++count) BOOST_TEST(exit_code(*child) == 3);
  BOOST_TEST(must(child->wait(at_once)).value_or(-1) == 3);
}

// Systems without signals tell of the same two ways to end with the numbers that POSIX fixes for kill(1).
BOOST_DATA_TEST_CASE(kill_and_terminate_end_a_child, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  for (const bool by_kill : {true, false}) {
    checkpoint gate;
    const auto child = be_patient.start(way, parcel().add(gate));
    BOOST_TEST(!must(child->wait(at_once)).has_value());
    must(by_kill ? child->kill() : child->terminate());
    BOOST_TEST(exit_code(*child) == (by_kill ? -9 : -15));
    must(child->kill());  // nothing is there any more, and that is no error
    must(child->terminate());
  }
}

BOOST_DATA_TEST_CASE(a_wait_with_a_deadline_gives_up_at_the_deadline, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  checkpoint until_end;
  const auto child = be_patient.start(way, parcel().add(until_end));
  for (const auto timeout : {0ms, 1ms, 30ms}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(!must(child->wait(until)).has_value());
    BOOST_TEST((steady_clock::now() >= *until));
  }
  BOOST_TEST(!is_ready(child->sentinel()));
  until_end.close_writer();
  BOOST_TEST(must(child->wait(deadline_after(1h))).value_or(-1) == 6);
}

BOOST_DATA_TEST_CASE(the_sentinel_becomes_ready_and_stays_so, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  checkpoint until_end;
  const auto child = be_patient.start(way, parcel().add(until_end));
  BOOST_TEST(!is_ready(child->sentinel()));
  until_end.close_writer();
  await(child->sentinel());
  BOOST_TEST(is_ready(child->sentinel()));
  BOOST_TEST(exit_code(*child) == 6);
  BOOST_TEST(is_ready(child->sentinel()));
}

BOOST_DATA_TEST_CASE(a_grandchild_does_not_hold_the_news_back, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  checkpoint grandchild_ends;
  const auto child = leave_grandchild.start(way, parcel().add(grandchild_ends));
  await(child->sentinel());
  BOOST_TEST(exit_code(*child) == 5);
}

BOOST_DATA_TEST_CASE(siblings_do_not_hold_the_news_back, strategies* both_ways, by, way) {
  const serving_only only("exit", by);
  checkpoint first_ends;
  checkpoint second_ends;
  const auto first = be_patient.start(way, parcel().add(first_ends));
  first_ends.close_writer();
  const auto second = be_patient.start(way, parcel().add(second_ends));
  await(first->sentinel());
  BOOST_TEST(exit_code(*first) == 6);
  BOOST_TEST(!must(second->wait(at_once)).has_value());
  second_ends.close_writer();
  BOOST_TEST(exit_code(*second) == 6);
}

BOOST_DATA_TEST_CASE(several_threads_may_wait_for_one_child, strategies, by) {
  const serving_only only("exit", by);
  checkpoint until_end;
  const auto child = be_patient.launch(parcel().add(until_end));
  std::array<int, 3> codes{};
  std::vector<std::thread> waiters;
  for (int& code : codes) {
    waiters.emplace_back([&] {
      const auto got = child->wait(std::nullopt);
      code = got && *got ? **got : -1000;
    });
  }
  until_end.close_writer();
  for (std::thread& each : waiters) each.join();
  for (const int code : codes) BOOST_TEST(code == 6);
}

BOOST_DATA_TEST_CASE(threads_create_processes_at_the_same_time, strategies, by) {
  const serving_only only("exit", by);
  const bool fork_too = static_cast<bool>(fork_supported());
  std::atomic<int> wrong = 0;
  std::vector<std::thread> creators;
  for (int creator = 0; creator < 4; ++creator) {
    creators.emplace_back([&, creator] {
      for (int round = 0; round < 10; ++round) {
        const bool by_fork = fork_too && creator % 2 != 0;
        auto child = by_fork ? fork_process() : launch_process(end_with.request(parcel().add(round)));
        if (child && !*child) exit_process(round);
        const auto code = child ? (*child)->wait(std::nullopt) : child.error();
        if (!code || *code != round) ++wrong;
      }
    });
  }
  for (std::thread& each : creators) each.join();
  BOOST_TEST(wrong == 0);
}

BOOST_DATA_TEST_CASE(stamps_tell_the_living_from_the_dead, both_ways, way) {
  const std::uint64_t own = current_process_stamp();
  BOOST_TEST(own != 0U);
  BOOST_TEST(process_of(own) == current_process_id());
  BOOST_TEST(process_alive(own));
  const shared<std::atomic<std::uint64_t>> stamp;
  checkpoint until_end;
  checkpoint told;
  const auto child =
      tell_stamp.start(way, parcel().add(stamp).add(told).add(until_end).add(std::to_string(own)));
  told.await();
  BOOST_TEST(*stamp != own);
  BOOST_TEST(process_of(*stamp) == child->id());
  BOOST_TEST(process_alive(*stamp));
  until_end.close_writer();
  await(child->sentinel());
  // With a pipe the news may come a moment before the process is a zombie.
  while (process_alive(*stamp)) std::this_thread::yield();
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(!process_alive(*stamp));
}
