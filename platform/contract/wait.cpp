// SPDX-License-Identifier: BSL-1.0
// Contract of waiting for handles.
#define BOOST_TEST_MODULE platform_wait
#include "platform/wait.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "support.hpp"

using namespace contract;

namespace {

std::vector<native_handle> readers(const std::vector<checkpoint>& of) {
  std::vector<native_handle> handles;
  for (const checkpoint& each : of) handles.push_back(each.reader());
  return handles;
}

/// As many pipes as asked for, or as many as this process may open.
std::vector<checkpoint> many(std::size_t count) {
  std::vector<handle> spare;
  for (std::size_t opened = 0; opened < 2 * count + 20; ++opened) {
    auto one = duplicate(0);
    if (!one) {
      count = (spare.size() - 20) / 2;
      break;
    }
    spare.push_back(*std::move(one));
  }
  spare.clear();
  return std::vector<checkpoint>(count);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_ready_ones_are_named_in_order) {
  std::vector<checkpoint> pipes(5);
  const auto handles = readers(pipes);
  BOOST_TEST(must(wait_any(handles, at_once)).empty());
  pipes[3].reach();
  pipes[1].reach();
  const std::vector<std::size_t> wanted{1, 3};
  BOOST_TEST(must(wait_any(handles, std::nullopt)) == wanted, boost::test_tools::per_element());
  pipes[1].await();
  BOOST_TEST(must(wait_any(handles, std::nullopt)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_end_counts_as_ready) {
  checkpoint pipe;
  pipe.close_writer();
  const native_handle reader = pipe.reader();
  BOOST_TEST(must(wait_any({&reader, 1}, std::nullopt)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_named_twice_is_ready_twice) {
  checkpoint pipe;
  pipe.reach();
  const std::vector<native_handle> twice{pipe.reader(), pipe.reader()};
  BOOST_TEST(must(wait_any(twice, at_once)).size() == 2U);
}

BOOST_AUTO_TEST_CASE(hundreds_and_thousands) {
  for (const std::size_t count : {100U, 1500U}) {
    std::vector<checkpoint> pipes = many(count);
    BOOST_TEST_MESSAGE("waiting for " << pipes.size() << " handles, the highest is " << pipes.back().reader());
    const auto handles = readers(pipes);
    BOOST_TEST(must(wait_any(handles, at_once)).empty());
    for (const std::size_t index : {pipes.size() - 1, std::size_t{70}, std::size_t{0}}) {
      pipes[index].reach();
      const auto ready = must(wait_any(handles, std::nullopt));
      BOOST_REQUIRE(ready.size() == 1);
      BOOST_TEST(ready[0] == index);
      pipes[index].await();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_wait_is_not_shorter_than_asked) {
  checkpoint pipe;
  const native_handle reader = pipe.reader();
  for (const auto timeout : {0ns, 1ns, 1'500'000ns, 30'000'000ns}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(must(wait_any({&reader, 1}, until)).empty());
    BOOST_TEST((steady_clock::now() >= *until));
  }
  const deadline nobody = deadline_after(5ms);
  BOOST_TEST(must(wait_any({}, nobody)).empty());
  BOOST_TEST((steady_clock::now() >= *nobody));
}

BOOST_AUTO_TEST_CASE(it_wakes_for_another_process) {
  checkpoint pipe;
  const native_handle reader = pipe.reader();
  const auto child = in_child([&] {
    pipe.reach();
    return 0;
  });
  BOOST_TEST(must(wait_any({&reader, 1}, deadline_after(1h))).size() == 1U);
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_not_open_is_an_error) {
  checkpoint pipe;
  native_handle closed = invalid_handle;
  {
    const handle copy = must(duplicate(pipe.reader()));
    closed = copy.native();
  }
  for (const native_handle bad : {closed, invalid_handle}) {
    const std::vector<native_handle> handles{pipe.reader(), bad};
    const auto answer = wait_any(handles, deadline_after(1h));
    BOOST_REQUIRE(!answer);
    BOOST_TEST((answer.error().code == std::errc::bad_file_descriptor));
  }
}

BOOST_AUTO_TEST_CASE(waiting_for_nothing_without_limit_is_an_error) {
  const auto answer = wait_any({}, std::nullopt);
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().code == std::errc::invalid_argument));
}
