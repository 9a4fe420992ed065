// SPDX-License-Identifier: BSL-1.0
// current_process, parent_process and active_children.
#include <algorithm>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

bool contains(const std::vector<mp::Process>& processes, const mp::Process& process) {
  return std::find(processes.begin(), processes.end(), process) != processes.end();
}

}  // namespace

MP_CASE("process.current_process.is-alive-and-no-daemon", requires_("PROCESS-CURRENT-MAIN")) {
  const auto self = mp::current_process();
  BOOST_TEST(self.is_alive());
  BOOST_TEST(!self.daemon());
  BOOST_TEST(self.pid().has_value());
  BOOST_TEST(self.exitcode() == std::nullopt);
  BOOST_TEST((self == mp::current_process()));
}

MP_CASE("process.current_process.is-alive-in-a-child", requires_("PROCESS-CURRENT-CHILD")) {
  BOOST_TEST(exitcode_of([] {
               const auto self = mp::current_process();
               answer(self.is_alive() && !self.daemon() && !self.exitcode());
             }) == yes);
}

MP_CASE("process.parent_process.none-in-the-main-process", requires_("PROCESS-PARENT-NONE")) {
  BOOST_TEST(!mp::parent_process().has_value());
}

MP_CASE("process.parent_process.is-the-one-that-started", requires_("PROCESS-PARENT-STARTER")) {
  const auto self = mp::current_process();
  BOOST_TEST(exitcode_of(
                 [](std::int64_t pid, const std::string& name) {
                   const auto parent = mp::parent_process();
                   answer(parent && parent->pid() == pid && parent->name() == name && parent->is_alive());
                 },
                 self.pid().value(), self.name()) == yes);
}

MP_CASE("process.parent_process.of-a-grandchild-is-the-child", requires_("PROCESS-PARENT-GRANDCHILD")) {
  BOOST_TEST(exitcode_of([] {
               const auto code = exitcode_of(
                   [](std::int64_t pid) { answer(mp::parent_process() && mp::parent_process()->pid() == pid); },
                   mp::current_process().pid().value());
               answer(code == yes);
             }) == yes);
}

MP_CASE("process.parent_process.end-can-be-waited-for", requires_("PROCESS-PARENT-JOIN")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection results) {
        mp::Event never;
        mp::Process(
            [](mp::Connection out) {
              auto parent = mp::parent_process().value();
              out.send(parent.is_alive());
              parent.join();
              out.send(parent.is_alive());
            },
            results)
            .start();
        results.close();
        (void)never.wait();
      },
      writer);
  writer.close();
  BOOST_TEST(reader.recv<bool>());
  child->kill();
  BOOST_TEST(!reader.recv<bool>());
  BOOST_CHECK_THROW((void)reader.recv<bool>(), mp::EOFError);  // the orphan has ended as well
  child->join();
}

MP_CASE("process.active_children.are-those-that-run", requires_("PROCESS-ACTIVE-RUNNING")) {
  auto [reader, writer] = mp::Pipe(false);
  mp::Process child([](mp::Connection go) { (void)go.recv<int>(); }, reader);
  BOOST_TEST(!contains(mp::active_children(), child));
  child.start();
  BOOST_TEST(contains(mp::active_children(), child));
  writer.send(1);
  child.join();
  BOOST_TEST(!contains(mp::active_children(), child));
}

MP_CASE("process.active_children.reaps", requires_("PROCESS-ACTIVE-REAPS")) {
  Child child([] { mp::exit(5); });
  while (contains(mp::active_children(), *child)) {
    std::this_thread::yield();
  }
  BOOST_TEST(child->exitcode() == 5);
}

MP_CASE("process.active_children.of-a-new-process-are-none", requires_("PROCESS-ACTIVE-OWN")) {
  auto [reader, writer] = mp::Pipe(false);
  Child sibling([](mp::Connection go) { (void)go.recv<int>(); }, reader);
  BOOST_TEST(exitcode_of([] { answer(mp::active_children().empty()); }) == yes);
  writer.send(1);
  sibling->join();
}

MP_CASE("process.cpu_count.is-at-least-one", requires_("PROCESS-CPU-COUNT")) {
  BOOST_TEST(mp::cpu_count() >= 1U);
  BOOST_TEST(mp::usable_cpu_count() >= 1U);
  BOOST_TEST(mp::usable_cpu_count() <= mp::cpu_count());
  observe("usable processors", mp::usable_cpu_count());
}

MP_CASE("process.ident.is-the-pid", requires_("PROCESS-PID-SAME")) {
  Child child([] { answer(mp::current_process().ident() == mp::current_process().pid()); });
  BOOST_TEST((child->ident() == child->pid()));
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

}  // namespace conformance
