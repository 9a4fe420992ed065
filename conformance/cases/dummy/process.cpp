// SPDX-License-Identifier: BSL-1.0
// dummy::Process: threads with the face of processes.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/dummy/dummy.hpp"

namespace conformance {
namespace {

namespace dummy = mp::dummy;

void send_tree(dummy::Connection results, std::vector<int> path) {
  results.send(path);
  if (path.size() == 2) return;
  for (int i = 0; i < 2; ++i) {
    auto deeper = path;
    deeper.push_back(i);
    dummy::Process child(&send_tree, results, deeper);
    child.start();
    child.join();
  }
}

}  // namespace

MP_CASE("dummy.process.before-during-and-after", requires_("DUMMY-PROCESS")) {
  dummy::Event go;
  dummy::Process child(
      {.name = "Worker"}, [](dummy::Event start) { (void)start.wait(); }, go);
  BOOST_TEST(!child.is_alive());
  BOOST_TEST(!child.pid().has_value());
  BOOST_TEST(!child.daemon());
  BOOST_TEST(dummy::active_children().empty());
  child.start();
  BOOST_CHECK_THROW(child.start(), dummy::AssertionError);
  BOOST_TEST(child.is_alive());
  BOOST_TEST(child.pid().has_value());
  BOOST_TEST(dummy::active_children().size() == 1U);
  BOOST_TEST(!child.join(0s));
  BOOST_TEST(!child.join(-1s));
  go.set();
  child.join();
  child.join();
  BOOST_TEST(!child.is_alive());
  BOOST_TEST(dummy::active_children().empty());
}

MP_CASE("dummy.process.arguments-arrive", requires_("DUMMY-PROCESS-ARGUMENTS")) {
  dummy::Queue<std::tuple<int, std::string, std::vector<double>, std::string>> seen;
  dummy::Process child(
      {.name = "Named"},
      [](auto to, int number, const std::string& text, const std::vector<double>& values) {
        to.put({number, text, values, dummy::current_process().name()});
      },
      seen, 5, "text", std::vector{1.5, 2.5});
  child.start();
  child.join();
  const auto [number, text, values, name] = seen.get_nowait();
  BOOST_TEST(number == 5);
  BOOST_TEST(text == "text");
  BOOST_TEST((values == std::vector{1.5, 2.5}));
  BOOST_TEST(name == "Named");
}

MP_CASE("dummy.process.exitcode", requires_("DUMMY-PROCESS-EXITCODE")) {
  dummy::Event go;
  dummy::Process returns([](dummy::Event start) { (void)start.wait(); }, go);
  dummy::Process throws([] { throw mp::ProcessError("on purpose"); });
  dummy::Process exits([] { dummy::exit(7); });
  BOOST_TEST(returns.exitcode() == std::nullopt);
  for (auto* process : {&returns, &throws, &exits}) process->start();
  BOOST_TEST(returns.exitcode() == std::nullopt);
  go.set();
  for (auto* process : {&returns, &throws, &exits}) process->join();
  BOOST_TEST(returns.exitcode() == 0);
  BOOST_TEST(throws.exitcode() == 1);
  BOOST_TEST(exits.exitcode() == 7);
}

MP_CASE("dummy.process.recursion", requires_("DUMMY-PROCESS-CHILDREN")) {
  auto [reader, writer] = dummy::Pipe(false);
  send_tree(writer, {});
  writer.close();
  std::vector<std::vector<int>> paths;
  while (reader.poll(std::nullopt)) {
    try {
      paths.push_back(reader.recv<std::vector<int>>());
    } catch (const dummy::EOFError&) {
      break;
    }
  }
  BOOST_TEST((paths == std::vector<std::vector<int>>{{}, {0}, {0, 0}, {0, 1}, {1}, {1, 0}, {1, 1}}));
}

MP_CASE("dummy.process.daemons-have-no-children", requires_("DUMMY-PROCESS-DAEMON")) {
  BOOST_TEST(!dummy::Process([] {}).daemon());
  dummy::Queue<bool> refused;
  dummy::Process daemon(
      {.daemon = true},
      [](dummy::Queue<bool> answer) {
        dummy::Process child([] {});
        answer.put(child.daemon() && throws<dummy::AssertionError>([&] { child.start(); }));
      },
      refused);
  BOOST_TEST(daemon.daemon());
  daemon.start();
  BOOST_TEST(refused.get());
  BOOST_CHECK_THROW(daemon.set_daemon(false), dummy::AssertionError);
  daemon.join();
}

MP_CASE("dummy.process.knows-its-parent", requires_("DUMMY-PROCESS-CHILDREN")) {
  BOOST_TEST(dummy::current_process().name() == "MainProcess");
  BOOST_TEST(!dummy::parent_process().has_value());
  dummy::Queue<std::string> names;
  dummy::Process child([](auto to) { to.put(dummy::parent_process()->name()); }, names);
  child.start();
  child.join();
  BOOST_TEST(names.get_nowait() == "MainProcess");
}

}  // namespace conformance
