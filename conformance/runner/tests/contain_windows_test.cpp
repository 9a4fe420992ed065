// SPDX-License-Identifier: BSL-1.0
// What the containment of Windows is built on: the list of named objects, and the second deadline.
#include <boost/test/unit_test.hpp>

#include "contain_launch_windows.hpp"
#include "contain_watchdog_windows.hpp"
#include "text.hpp"

using namespace procport::runner;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(contain_windows)

BOOST_AUTO_TEST_CASE(named_objects_are_found_as_long_as_they_are_there) {
  const auto token = random_word(8);
  const auto name = "mp-" + token + "-sem";
  BOOST_TEST(named_objects(token).value().empty());
  {
    const OwnedHandle here(CreateSemaphoreA(nullptr, 1, 1, name.c_str()));
    const OwnedHandle everywhere(CreateMutexA(nullptr, FALSE, ("Global\\mp-" + token).c_str()));
    const auto found = named_objects(token).value();
    BOOST_REQUIRE(found.size() == 2U);
    BOOST_TEST(found[0].kind == "semaphore");
    BOOST_TEST(found[0].name == name);
    BOOST_TEST(found[1].kind == "object");
  }
  BOOST_TEST(named_objects(token).value().empty());
}

BOOST_AUTO_TEST_CASE(the_watchdog_ends_a_job_when_its_time_is_over) {
  Launch launch;
  launch.command = {SELFTEST_HOST, "--helper", "wait"};
  launch.work = std::filesystem::temp_directory_path();
  launch.token = random_word(8);
  auto launched = launch_in_job(launch);
  BOOST_REQUIRE(launched.error == "");
  Watchdog watchdog(1h);
  watchdog.guard(launched.job.get(), Watchdog::Clock::now() + 1h);
  BOOST_TEST(!watchdog.has_ended(launched.job.get()));
  watchdog.guard(launched.job.get(), Watchdog::Clock::now());
  BOOST_TEST(WaitForSingleObject(launched.process.get(), INFINITE) == WAIT_OBJECT_0);
  BOOST_TEST(watchdog.has_ended(launched.job.get()));
  watchdog.forget(launched.job.get());
  BOOST_TEST(!watchdog.has_ended(launched.job.get()));
}

BOOST_AUTO_TEST_SUITE_END()
