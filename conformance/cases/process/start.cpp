// SPDX-License-Identifier: BSL-1.0
// Process::start: a target runs in a process of its own, once.
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void count_down(int depth, mp::Connection& results) {
  if (depth > 0) {
    for (int branch = 0; branch < 2; ++branch) {
      mp::Process child([](int rest, mp::Connection connection) { count_down(rest, connection); }, depth - 1, results);
      results.send(depth * 10 + branch);
      child.start();
      child.join();
    }
  }
}

std::string variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? "is not set" : value;
}

}  // namespace

MP_CASE("process.start.runs-the-target", requires_("PROCESS-START-RUNS")) {
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
}

MP_CASE("process.start.in-another-process", requires_("PROCESS-START-SEPARATE", "PROCESS-PID-SAME")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection results) { results.send(mp::current_process().pid().value_or(-1)); }, writer);
  const auto seen_inside = reader.recv<std::int64_t>();
  BOOST_TEST(child->pid() == seen_inside);
  BOOST_TEST(mp::current_process().pid() != seen_inside);
  child->join();
}

MP_CASE("process.start.memory-is-not-shared", requires_("PROCESS-START-SHARES-NOTHING")) {
  static int number = 1;
  number = 2;
  BOOST_TEST(exitcode_of([] {
               number = 3;
               answer(number == 3);
             }) == yes);
  BOOST_TEST(number == 2);
}

MP_CASE("process.start.returns-before-the-end", requires_("PROCESS-START-RETURNS")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection go) { answer(go.recv<int>() == 7); }, reader);
  writer.send(7);  // the child waits for what is said only after start
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

MP_CASE("process.start.twice-is-refused", requires_("PROCESS-START-ONCE")) {
  Child child([] {});
  BOOST_CHECK_THROW(child->start(), mp::AssertionError);
  child->join();
  BOOST_CHECK_THROW(child->start(), mp::AssertionError);
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("process.start.of-a-closed-process-is-refused", requires_("PROCESS-CLOSE-THEN-USE")) {
  Child child([] {});
  child->join();
  child->close();
  BOOST_CHECK_THROW(child->start(), mp::ValueError);
}

MP_CASE("process.start.many-at-once", requires_("PROCESS-START-MANY")) {
  std::deque<Child> children;
  for (int i = 0; i < 20; ++i) {
    children.emplace_back([](int number) { mp::exit(number); }, i);
  }
  for (int i = 0; i < 20; ++i) {
    children[static_cast<std::size_t>(i)]->join();
    BOOST_TEST(children[static_cast<std::size_t>(i)]->exitcode() == i);
  }
}

MP_CASE("process.start.children-of-children-in-order", requires_("PROCESS-START-NESTED")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection results) { count_down(2, results); }, writer);
  for (const int expected : {20, 10, 11, 21, 10, 11}) {
    BOOST_TEST(reader.recv<int>() == expected);
  }
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("process.start.in-the-same-directory", requires_("PROCESS-START-DIRECTORY")) {
  const auto before = std::filesystem::current_path();
  std::filesystem::create_directory("elsewhere");
  std::filesystem::current_path("elsewhere");
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection results) { results.send(std::filesystem::current_path().string()); }, writer);
  BOOST_TEST(reader.recv<std::string>() == std::filesystem::current_path().string());
  child->join();
  std::filesystem::current_path(before);
  std::filesystem::remove("elsewhere");
}

MP_CASE("process.start.in-the-same-environment", requires_("PROCESS-START-ENVIRONMENT")) {
  // Each case has a token of its own, and a home; the last one is nobody's.
  const std::vector<std::string> names{"MULTIPROCESSING_TOKEN", "HOME", "PATH", "THERE_IS_NO_VARIABLE_OF_THIS_NAME"};
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](std::vector<std::string> wanted, mp::Connection results) {
        for (const auto& name : wanted) {
          results.send(variable(name));
        }
      },
      names, writer);
  writer.close();
  for (const auto& name : names) {
    BOOST_TEST(reader.recv<std::string>() == variable(name), name);
  }
  child->join();
}

}  // namespace conformance
