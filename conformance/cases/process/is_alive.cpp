// SPDX-License-Identifier: BSL-1.0
// Process::is_alive and Process::pid.
#include <set>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("process.is_alive.from-start-to-end", requires_("PROCESS-ALIVE-RUNNING")) {
  auto [reader, writer] = mp::Pipe(false);
  mp::Process child([](mp::Connection go) { (void)go.recv<int>(); }, reader);
  BOOST_TEST(!child.is_alive());
  child.start();
  BOOST_TEST(child.is_alive());
  writer.send(1);
  child.join();
  BOOST_TEST(!child.is_alive());
}

MP_CASE("process.is_alive.sees-an-end-without-join", requires_("PROCESS-ALIVE-REAPS")) {
  Child child([] { mp::exit(6); });
  while (child->is_alive()) {
    std::this_thread::yield();
  }
  BOOST_TEST(child->exitcode() == 6);
}

MP_CASE("process.is_alive.right-after-the-sentinel", requires_("PROCESS-ALIVE-SENTINEL")) {
  Child child([] {});
  (void)mp::wait({child->sentinel()});
  const bool alive = child->is_alive();
  child->join();
  BOOST_TEST(!child->is_alive());
  observed(alive ? "the sentinel is ready a little before the process reads as ended"
                 : "the process reads as ended once the sentinel is ready");
}

MP_CASE("process.pid.none-before-start", requires_("PROCESS-PID-NONE")) {
  BOOST_TEST(mp::Process([] {}).pid() == std::nullopt);
}

MP_CASE("process.pid.differs-between-siblings", requires_("PROCESS-PID-DISTINCT")) {
  auto [reader, writer] = mp::Pipe(false);
  const auto wait_for_end = [](mp::Connection go) {
    while (go.recv<bool>()) {
    }
  };
  auto [other_reader, other_writer] = mp::Pipe(false);
  Child first(wait_for_end, reader);
  Child second(wait_for_end, other_reader);
  const std::set<std::int64_t> ids{first->pid().value(), second->pid().value(), mp::current_process().pid().value()};
  BOOST_TEST(ids.size() == 3U);
  writer.send(false);
  other_writer.send(false);
  first->join();
  second->join();
  BOOST_TEST(first->pid().has_value());  // it stays known
}

}  // namespace conformance
