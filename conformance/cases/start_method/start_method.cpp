// SPDX-License-Identifier: BSL-1.0
// Start methods: which there are, and which is the default.
#include <algorithm>
#include <future>
#include <set>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("start_method.list.holds-each-once-default-first", requires_("START-METHOD-LIST")) {
  const auto methods = mp::get_all_start_methods();
  const auto used = mp::get_start_method();
  BOOST_TEST((std::find(methods.begin(), methods.end(), used) != methods.end()));
  BOOST_TEST(std::set<mp::StartMethod>(methods.begin(), methods.end()).size() == methods.size());
  for (const auto method : methods) {
    observe("start method", mp::to_string(method));
  }
}

MP_CASE("start_method.name.there-and-back", requires_("START-METHOD-NAME")) {
  for (const auto method : {mp::StartMethod::fork, mp::StartMethod::spawn, mp::StartMethod::forkserver}) {
    BOOST_TEST(mp::start_method_from(mp::to_string(method)) == method);
  }
}

MP_CASE("start_method.name.unknown-is-refused", requires_("START-METHOD-NAME-UNKNOWN")) {
  BOOST_CHECK_THROW((void)mp::start_method_from("teleport"), mp::ValueError);
  BOOST_CHECK_THROW((void)mp::start_method_from(""), mp::ValueError);
}

MP_CASE("start_method.set.only-once", requires_("START-METHOD-SET-ONCE")) {
  const auto used = mp::get_start_method();
  BOOST_TEST(mp::fixed_start_method() == used);
  BOOST_CHECK_THROW(mp::set_start_method(used), mp::AssertionError);
  BOOST_TEST(mp::get_start_method() == used);
}

MP_CASE("start_method.set.again-by-force", requires_("START-METHOD-SET-FORCE")) {
  for (const auto method : mp::get_all_start_methods()) {
    mp::set_start_method(method, true);
    BOOST_TEST(mp::get_start_method() == method);
    BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
  }
}

MP_CASE("start_method.set.nothing-by-force-frees-it", requires_("START-METHOD-RESET")) {
  const auto methods = mp::get_all_start_methods();
  BOOST_CHECK_THROW(mp::set_start_method(std::nullopt), mp::AssertionError);
  mp::set_start_method(std::nullopt, true);
  BOOST_TEST((mp::fixed_start_method() == std::nullopt));
  mp::set_start_method(std::nullopt);
  BOOST_TEST((mp::fixed_start_method() == methods.front()));
}

MP_CASE("start_method.set.by-name", requires_("START-METHOD-NAME", "START-METHOD-SET-FORCE")) {
  for (const auto method : mp::get_all_start_methods()) {
    mp::set_start_method(mp::to_string(method), true);
    BOOST_TEST(mp::get_start_method() == method);
  }
  BOOST_CHECK_THROW(mp::set_start_method("teleport", true), mp::ValueError);
}

MP_CASE("start_method.fork.other-threads-are-noticed", requires_("START-METHOD-FORK-THREADS"),
        {.start_methods = {mp::StartMethod::fork}}) {
  mp::set_fork_with_threads(mp::ForkWithThreads::refuse);
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
  std::promise<void> end;
  std::thread other([&] { end.get_future().wait(); });
  mp::Process child([] { answer(true); });
  const bool refused = throws<mp::AssertionError>([&] { child.start(); });
  mp::set_fork_with_threads(mp::ForkWithThreads::allow);
  if (refused) {
    BOOST_TEST(child.pid() == std::nullopt);
    child.start();
  }
  end.set_value();
  other.join();
  child.join();
  BOOST_TEST(child.exitcode() == yes);
  if (!refused) {
    unsupported("the threads of a process are not listed on this system");
  }
}

MP_CASE("start_method.fork.threads-of-the-library-do-no-harm", requires_("START-METHOD-FORK-THREADS"),
        {.start_methods = {mp::StartMethod::fork}}) {
  mp::set_fork_with_threads(mp::ForkWithThreads::refuse);
  mp::Queue<int> queue;
  queue.put(1);  // by a thread of its own
  BOOST_TEST(exitcode_of([](mp::Queue<int> theirs) { answer(theirs.get() == 1); }, queue) == yes);
}

MP_CASE("start_method.executable.that-is-missing-starts-nothing", requires_("PROCESS-EXECUTABLE"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  mp::set_executable("no/such/program");
  mp::Process child([] { answer(true); });
  BOOST_CHECK_THROW(child.start(), mp::OSError);
  BOOST_TEST(child.pid() == std::nullopt);
  mp::set_executable(std::nullopt);
  child.start();
  child.join();
  BOOST_TEST(child.exitcode() == yes);
}

MP_CASE("start_method.get.children-have-the-same", requires_("START-METHOD-INHERITED")) {
  BOOST_TEST(exitcode_of([](const std::string& expected) { answer(mp::to_string(mp::get_start_method()) == expected); },
                         std::string(mp::to_string(mp::get_start_method()))) == yes);
}

MP_CASE("start_method.option.serves-one-process", requires_("START-METHOD-OPTION")) {
  const auto used = mp::get_start_method();
  for (const auto method : mp::get_all_start_methods()) {
    BOOST_TEST(exitcode_of(mp::ProcessOptions{.start_method = method}, [] { answer(true); }) == yes);
    BOOST_TEST(mp::get_start_method() == used);
  }
}

MP_CASE("start_method.freeze_support.does-nothing-in-the-main-process", requires_("START-METHOD-FREEZE-SUPPORT")) {
  std::string program = "program";
  std::string argument = "--some-argument";
  char* arguments[] = {program.data(), argument.data(), nullptr};
  const auto used = mp::fixed_start_method();
  mp::freeze_support(2, arguments);
  mp::freeze_support(1, arguments);
  BOOST_TEST(mp::fixed_start_method() == used);
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
}

MP_CASE("start_method.fork.children-see-what-the-parent-changed", requires_("START-METHOD-FORK-GLOBALS"),
        {.start_methods = {mp::StartMethod::fork}}) {
  static int number = 1;
  number = 2;
  BOOST_TEST(exitcode_of([] { answer(number == 2); }) == yes);
}

MP_CASE("start_method.spawn.children-begin-afresh", requires_("START-METHOD-SPAWN-GLOBALS"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  static int number = 1;
  number = 2;
  BOOST_TEST(exitcode_of([] { answer(number == 1); }) == yes);
}

}  // namespace conformance
