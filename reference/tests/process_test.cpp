// SPDX-License-Identifier: BSL-1.0
// Processes: who they are, how they end, and what is left when they cannot be started.
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

void do_nothing() {}

struct Square {
  int side = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(side);
  }
  void operator()() const { mp::exit(side * side); }
};

/// As a lambda that captures, but with a name that every compiler gives alike.
struct Secretive {
  std::function<void()> state = do_nothing;
  void operator()() const { state(); }
};

void be_identified(mp::Connection to, std::string name, std::int64_t parent) {
  const auto self = mp::current_process();
  auto above = mp::parent_process();
  to.send(self.name() == name && !self.daemon() && self.is_alive() && above && *above->pid() == parent &&
          above->name() == "MainProcess" && above->is_alive() && !above->join(0ns));
}

void tell_name_of_child(mp::Connection to) {
  mp::Process child(do_nothing);
  child.start();
  child.join();
  to.send(child.name());
}

void wait_for_word(mp::Connection from) { (void)from.recv<int>(); }

void report_when_parent_ends(mp::Connection to) {
  to.send(1);
  to.send(mp::parent_process()->join(mp::Timeout()));
}

void start_one_and_be_killed(mp::Connection to) {
  mp::Process child(report_when_parent_ends, to);
  child.start();
  std::this_thread::sleep_for(1h);
}

void try_to_have_a_child(mp::Connection to) {
  mp::Process child(do_nothing);
  try {
    child.start();
    to.send(false);
  } catch (const mp::AssertionError&) {
    to.send(true);
  }
}

void use_what_belongs_to_the_parent(mp::Connection to, const mp::Process* stranger) {
  int refused = 0;
  for (auto action : {+[](mp::Process p) { p.join(); }, +[](mp::Process p) { (void)p.is_alive(); },
                      +[](mp::Process p) { p.terminate(); }, +[](mp::Process p) { p.kill(); }}) {
    try {
      action(*stranger);
    } catch (const mp::AssertionError&) {
      ++refused;
    }
  }
  to.send(refused);
}

}  // namespace

BOOST_DATA_TEST_CASE(the_code_of_exit_is_the_exit_code, mp::every_method(), method) {
  BOOST_TEST(*mp::exitcode_of(method, [] { mp::exit(9); }) == 9);
  BOOST_TEST(*mp::exitcode_of(method, do_nothing) == 0);
  BOOST_TEST(*mp::exitcode_of(method, [] { throw 1; }) == 1);
}

BOOST_DATA_TEST_CASE(a_function_object_travels_with_its_state, mp::every_method(), method) {
  BOOST_TEST(*mp::exitcode_of(method, Square{7}) == 49);
}

BOOST_DATA_TEST_CASE(a_literal_arrives_as_a_string, mp::every_method(), method) {
  BOOST_TEST(*mp::exitcode_of(
                 method, [](const std::string& word) { mp::exit(static_cast<int>(word.size())); }, "four") == 4);
}

BOOST_DATA_TEST_CASE(a_child_knows_itself_and_its_parent, mp::every_method(), method) {
  auto [here, there] = mp::Pipe();
  auto options = mp::by(method);
  options.name = "Tom";
  mp::Process child(options, be_identified, there, options.name, *mp::current_process().pid());
  child.start();
  BOOST_TEST(here.recv<bool>());
  child.join();
}

BOOST_DATA_TEST_CASE(names_show_the_descent, mp::every_method(), method) {
  auto [here, there] = mp::Pipe();
  mp::Process child(mp::by(method), tell_name_of_child, there);
  child.start();
  BOOST_TEST(here.recv<std::string>() == child.name() + ":1");
  child.join();
}

BOOST_DATA_TEST_CASE(a_child_sees_the_end_of_its_parent, mp::every_method(), method) {
  auto [here, there] = mp::Pipe();
  mp::Process child(mp::by(method), start_one_and_be_killed, there);
  child.start();
  BOOST_TEST(here.recv<int>() == 1);  // from the grandchild
  child.kill();
  child.join();
  BOOST_TEST(*child.exitcode() < 0);
  BOOST_TEST(here.recv<bool>());
}

BOOST_DATA_TEST_CASE(a_daemon_may_not_have_children, mp::every_method(), method) {
  auto [here, there] = mp::Pipe();
  auto options = mp::by(method);
  options.daemon = true;
  mp::Process child(options, try_to_have_a_child, there);
  child.start();
  BOOST_TEST(here.recv<bool>());
  child.join();
}

BOOST_DATA_TEST_CASE(the_misuses_of_a_process_are_refused, mp::every_method(), method) {
  auto [here, there] = mp::Pipe();
  mp::Process child(mp::by(method), wait_for_word, there);
  BOOST_CHECK_THROW(child.join(), mp::AssertionError);
  BOOST_CHECK_THROW(child.terminate(), mp::AssertionError);
  BOOST_CHECK_THROW((void)child.sentinel(), mp::ValueError);
  BOOST_TEST(!child.is_alive());
  child.start();
  BOOST_CHECK_THROW(child.start(), mp::AssertionError);
  BOOST_CHECK_THROW(child.set_daemon(true), mp::AssertionError);
  BOOST_CHECK_THROW(child.close(), mp::ValueError);
  BOOST_TEST(!child.join(0ns));
  here.send(1);
  child.join();
  child.terminate();
  child.kill();
  BOOST_TEST(*child.exitcode() == 0);
  child.close();
  child.close();
  BOOST_CHECK_THROW((void)child.is_alive(), mp::ValueError);
  BOOST_CHECK_THROW((void)child.pid(), mp::ValueError);
}

BOOST_AUTO_TEST_CASE(a_forked_child_may_not_touch_the_children_of_its_parent) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  auto [here, there] = mp::Pipe();
  auto [word, heard] = mp::Pipe();
  mp::Process sibling(mp::by(mp::StartMethod::fork), wait_for_word, heard);
  sibling.start();
  mp::Process child(mp::by(mp::StartMethod::fork),
                    [&sibling, there = there] { use_what_belongs_to_the_parent(there, &sibling); });
  child.start();
  BOOST_TEST(here.recv<int>() == 4);
  child.join();
  word.send(1);
  sibling.join();
  BOOST_TEST(*sibling.exitcode() == 0);
}

BOOST_DATA_TEST_CASE(active_children_are_those_that_run, mp::every_method(), method) {
  auto [here, there] = mp::Pipe();
  mp::Process child(mp::by(method), wait_for_word, there);
  BOOST_TEST(mp::active_children().empty());
  child.start();
  const auto active = mp::active_children();
  BOOST_REQUIRE(active.size() == 1U);
  BOOST_TEST((active.front() == child));
  here.send(1);
  child.join();
  BOOST_TEST(mp::active_children().empty());
}

BOOST_AUTO_TEST_CASE(a_target_that_cannot_be_spawned_starts_nothing) {
  mp::Process child(mp::by(mp::StartMethod::spawn), Secretive{});
  BOOST_CHECK_EXCEPTION(child.start(), mp::UnpicklableError, [](const auto& error) {
    return std::string(error.what()).find("Secretive") != std::string::npos;
  });
  BOOST_TEST(!child.pid());
  BOOST_TEST(mp::active_children().empty());
}

BOOST_DATA_TEST_CASE(a_hand_off_larger_than_any_pipe_arrives, mp::every_method(), method) {
  const std::string large(3'000'000, 'l');
  BOOST_TEST(
      *mp::exitcode_of(
          method, [](const std::string& text) { mp::exit(text == std::string(3'000'000, 'l') ? 5 : 6); }, large) == 5);
}

BOOST_AUTO_TEST_CASE(a_child_that_is_killed_before_it_reads_its_hand_off_hurts_nobody) {
  for (int round = 0; round < 20; ++round) {
    // On a busy machine it may have read it; then it waits.
    mp::Process child(
        mp::by(mp::StartMethod::spawn), [](const std::string&, mp::Event never) { never.wait(); },
        std::string(3'000'000, 'l'), mp::Event());
    child.start();
    child.kill();
    child.join();
    BOOST_TEST(*child.exitcode() < 0);
  }
}

BOOST_DATA_TEST_CASE(threads_may_start_processes_at_once, mp::every_method(), method) {
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      if (*mp::exitcode_of(
              method, [](int code) { mp::exit(code); }, 10 + i) == 10 + i)
        ++good;
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(good == 6);
}

BOOST_DATA_TEST_CASE(one_object_passed_twice_is_one_object_in_the_child, mp::every_method(), method) {
  mp::RLock lock;
  BOOST_TEST(*mp::exitcode_of(
                 method,
                 [](mp::RLock one, mp::RLock two) {
                   const std::scoped_lock first(one);
                   mp::exit(two.acquire(0ns) ? 3 : 4);  // the same lock, so its holder may take it again
                 },
                 lock, lock) == 3);
}
