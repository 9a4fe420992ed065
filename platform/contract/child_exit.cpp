// SPDX-License-Identifier: BSL-1.0
// Contract of child processes and of seeing them end, on every strategy that works here.
#define BOOST_TEST_MODULE platform_child_exit
#include "platform/child_exit.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <thread>

#include "platform/wait.hpp"
#include "support.hpp"

using namespace contract;

namespace {

const working strategies("exit");

bool is_ready(native_handle native) { return !must(wait_any({&native, 1}, at_once)).empty(); }
void await(native_handle native) { BOOST_REQUIRE(must(wait_any({&native, 1}, std::nullopt)).size() == 1); }

/// A child that lives until `until_end` has no writer any more.
std::unique_ptr<child_process> patient_child(checkpoint& until_end) {
  return in_child([&] {
    until_end.close_writer();
    until_end.await();
    return 6;
  });
}

}  // namespace

BOOST_DATA_TEST_CASE(exit_codes_come_back, strategies* boost::unit_test::data::make({0, 1, 42, 255}), by, code) {
  const serving_only only("exit", by);
  const auto forked = in_child([&] { return code; });
  BOOST_TEST(exit_code(*forked) == code);
  const auto started = launched({"exit", std::to_string(code)});
  BOOST_TEST(exit_code(*started) == code);
}

BOOST_DATA_TEST_CASE(the_answer_is_remembered, strategies, by) {
  const serving_only only("exit", by);
  const auto child = in_child([] { return 3; });
  for (int count = 0; count < 3; ++count) BOOST_TEST(exit_code(*child) == 3);
  BOOST_TEST(must(child->wait(at_once)).value_or(-1) == 3);
}

BOOST_DATA_TEST_CASE(a_signal_is_a_negative_code, strategies, by) {
  const serving_only only("exit", by);
  const auto child = in_child([] {
    std::signal(SIGABRT, SIG_DFL);  // the test framework and sanitizers catch it
    std::abort();
    return 0;
  });
  BOOST_TEST(exit_code(*child) == -SIGABRT);
}

BOOST_DATA_TEST_CASE(kill_and_terminate_end_a_child, strategies, by) {
  const serving_only only("exit", by);
  for (const bool by_kill : {true, false}) {
    checkpoint until_end;
    const auto child = launched({"wait", text(until_end.reader())}, {until_end.reader()});
    BOOST_TEST(!must(child->wait(at_once)).has_value());
    must(by_kill ? child->kill() : child->terminate());
    BOOST_TEST(exit_code(*child) == (by_kill ? -SIGKILL : -SIGTERM));
    must(child->kill());  // nothing is there any more, and that is no error
    must(child->terminate());
  }
}

BOOST_DATA_TEST_CASE(a_wait_with_a_deadline_gives_up_at_the_deadline, strategies, by) {
  const serving_only only("exit", by);
  checkpoint until_end;
  const auto child = patient_child(until_end);
  for (const auto timeout : {0ms, 1ms, 30ms}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(!must(child->wait(until)).has_value());
    BOOST_TEST((steady_clock::now() >= *until));
  }
  BOOST_TEST(!is_ready(child->sentinel()));
  until_end.close_writer();
  BOOST_TEST(must(child->wait(deadline_after(1h))).value_or(-1) == 6);
}

BOOST_DATA_TEST_CASE(the_sentinel_becomes_ready_and_stays_so, strategies, by) {
  const serving_only only("exit", by);
  checkpoint until_end;
  const auto child = patient_child(until_end);
  BOOST_TEST(!is_ready(child->sentinel()));
  until_end.close_writer();
  await(child->sentinel());
  BOOST_TEST(is_ready(child->sentinel()));
  BOOST_TEST(exit_code(*child) == 6);
  BOOST_TEST(is_ready(child->sentinel()));
}

BOOST_DATA_TEST_CASE(a_grandchild_does_not_hold_the_news_back, strategies, by) {
  const serving_only only("exit", by);
  checkpoint grandchild_ends;
  const auto forked = in_child([&] {
    const auto grandchild = fork_process();
    if (!grandchild) return 1;
    grandchild_ends.close_writer();
    if (!*grandchild) {
      grandchild_ends.await();
      exit_process(0);
    }
    return 5;
  });
  await(forked->sentinel());
  BOOST_TEST(exit_code(*forked) == 5);

  const auto started = launched({"grandchild", text(grandchild_ends.reader())}, {grandchild_ends.reader()});
  await(started->sentinel());
  BOOST_TEST(exit_code(*started) == 5);
}

BOOST_DATA_TEST_CASE(siblings_do_not_hold_the_news_back, strategies, by) {
  const serving_only only("exit", by);
  checkpoint first_ends;
  checkpoint second_ends;
  const auto first = patient_child(first_ends);
  const auto second = in_child([&] {
    first_ends.close_writer();
    second_ends.close_writer();
    second_ends.await();
    return 0;
  });
  first_ends.close_writer();
  await(first->sentinel());
  BOOST_TEST(exit_code(*first) == 6);
  BOOST_TEST(!must(second->wait(at_once)).has_value());
  second_ends.close_writer();
  BOOST_TEST(exit_code(*second) == 0);
}

BOOST_DATA_TEST_CASE(a_child_that_was_let_go_of_leaves_no_zombie, strategies, by) {
  const serving_only only("exit", by);
  checkpoint until_end;
  auto child = patient_child(until_end);
  const auto id = static_cast<int>(child->id());
  const handle sentinel = must(duplicate(child->sentinel()));
  child.reset();
  BOOST_TEST(::kill(id, 0) == 0);
  until_end.close_writer();
  await(sentinel.native());
  // Whoever creates the next one reaps it; a pipe tells of the end a little before it can be reaped, so ask again.
  while (::kill(id, 0) == 0) {
    const auto next = in_child([] { return 0; });
    BOOST_REQUIRE(exit_code(*next) == 0);
  }
}

BOOST_DATA_TEST_CASE(several_threads_may_wait_for_one_child, strategies, by) {
  const serving_only only("exit", by);
  checkpoint until_end;
  const auto child = patient_child(until_end);
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
  std::atomic<int> wrong = 0;
  std::vector<std::thread> creators;
  for (int creator = 0; creator < 4; ++creator) {
    creators.emplace_back([&, creator] {
      for (int round = 0; round < 10; ++round) {
        result<std::unique_ptr<child_process>> child =
            creator % 2 == 0 ? launch_process({CONTRACT_CHILD, {"exit", std::to_string(round)}, {}}) : fork_process();
        if (child && !*child) exit_process(round);
        const auto code = child ? (*child)->wait(std::nullopt) : child.error();
        if (!code || *code != round) ++wrong;
      }
    });
  }
  for (std::thread& each : creators) each.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(stamps_tell_the_living_from_the_dead) {
  const std::uint64_t own = current_process_stamp();
  BOOST_TEST(own != 0U);
  BOOST_TEST(process_of(own) == current_process_id());
  BOOST_TEST(process_alive(own));
  const shared<std::atomic<std::uint64_t>> stamp;
  checkpoint until_end;
  checkpoint told;
  const auto child = in_child([&] {
    *stamp = current_process_stamp();
    until_end.close_writer();
    told.reach();
    until_end.await();
    return process_alive(own) && process_of(current_process_stamp()) == current_process_id() ? 0 : 1;
  });
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
