// SPDX-License-Identifier: BSL-1.0
// Process::terminate and Process::kill.
#include <csignal>
#include <deque>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void say_ready_and_stay(mp::Connection ready) {
  mp::Event never;  // made first: the case is not about a kill while an object is made
  ready.send(1);
  (void)never.wait();
}

}  // namespace

MP_CASE("process.terminate.ends-a-running-child", requires_("PROCESS-TERMINATE-ENDS")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(&say_ready_and_stay, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->terminate();
  child->join();
  BOOST_TEST(child->exitcode() == -SIGTERM);
  BOOST_TEST(!child->is_alive());
}

MP_CASE("process.terminate.right-after-start", requires_("PROCESS-TERMINATE-EARLY")) {
  mp::Event never;
  std::deque<Child> children;
  for (int i = 0; i < 10; ++i) {
    children.emplace_back([](mp::Event mine) { (void)mine.wait(); }, never)->terminate();
  }
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode().value() < 0);
  }
}

MP_CASE("process.terminate.after-the-end-does-nothing", requires_("PROCESS-TERMINATE-ENDED")) {
  Child child([] { mp::exit(2); });
  child->join();
  child->terminate();
  child->kill();
  BOOST_TEST(child->exitcode() == 2);
}

MP_CASE("process.terminate.after-the-end-before-the-join", requires_("PROCESS-TERMINATE-ENDED")) {
  Child child([] { mp::exit(2); });
  BOOST_TEST(mp::wait({child->sentinel()}).size() == 1U);  // it has ended, and nobody has asked how
  child->terminate();
  child->kill();
  child->join();
  BOOST_TEST(child->exitcode() == 2);
}

MP_CASE("process.terminate.twice-is-harmless", requires_("PROCESS-TERMINATE-ENDED")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(&say_ready_and_stay, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->terminate();
  child->terminate();
  child->join();
  BOOST_TEST(child->exitcode() == -SIGTERM);
}

MP_CASE("process.kill.ends-a-running-child", requires_("PROCESS-KILL-ENDS")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(&say_ready_and_stay, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->kill();
  child->join();
  observe("exitcode", child->exitcode().value());
  BOOST_TEST(child->exitcode().value() < 0);
}

MP_CASE("process.kill.ends-one-that-ignores-terminate", requires_("PROCESS-KILL-ENDS")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection ready) {
        std::signal(SIGTERM, SIG_IGN);
        say_ready_and_stay(std::move(ready));
      },
      writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->terminate();
  child->kill();
  child->join();
  BOOST_TEST(child->exitcode().value() < 0);
}

MP_CASE("process.kill.leaves-siblings-alone", requires_("PROCESS-KILL-ONLY-ONE")) {
  auto [reader, writer] = mp::Pipe(false);
  Child victim(&say_ready_and_stay, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  auto [go_reader, go] = mp::Pipe(false);
  Child sibling([](mp::Connection mine) { mp::exit(mine.recv<int>()); }, go_reader);
  victim->kill();
  victim->join();
  BOOST_TEST(sibling->is_alive());
  go.send(11);
  sibling->join();
  BOOST_TEST(sibling->exitcode() == 11);
}

}  // namespace conformance
