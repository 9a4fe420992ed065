// SPDX-License-Identifier: BSL-1.0
// to_string(Process): what it is called, who it is, and how far it has come.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("process.to_string.tells-the-state", requires_("PROCESS-TEXT")) {
  auto [reader, writer] = mp::Pipe(false);
  mp::Process child(
      mp::ProcessOptions{.name = "Tom", .daemon = true}, [](mp::Connection go) { mp::exit(go.recv<int>()); }, reader);
  const auto mine = std::to_string(mp::current_process().pid().value());
  BOOST_TEST(mp::to_string(child) == "<Process name='Tom' parent=" + mine + " initial daemon>");
  child.start();
  const auto known = "<Process name='Tom' pid=" + std::to_string(child.pid().value()) + " parent=" + mine;
  BOOST_TEST(mp::to_string(child) == known + " started daemon>");
  writer.send(7);
  child.join();
  BOOST_TEST(mp::to_string(child) == known + " stopped exitcode=7 daemon>");
  child.close();
  BOOST_TEST(mp::to_string(child) == known + " closed daemon>");
}

MP_CASE("process.to_string.names-the-signal", requires_("PROCESS-TEXT")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection go) { (void)go.recv<int>(); }, reader);
  child->terminate();
  child->join();
  BOOST_TEST(mp::to_string(*child).find(" stopped exitcode=-SIGTERM>") != std::string::npos);
}

MP_CASE("process.to_string.of-oneself-is-started", requires_("PROCESS-TEXT")) {
  BOOST_TEST(mp::to_string(mp::current_process()) ==
             "<MainProcess name='MainProcess' pid=" + std::to_string(mp::current_process().pid().value()) +
                 " started>");
  BOOST_TEST(exitcode_of(mp::ProcessOptions{.name = "Tom"}, [] {
               const auto text = mp::to_string(mp::current_process());
               answer(text.starts_with("<Process name='Tom' pid=") && text.ends_with(" started>"));
             }) == yes);
}

}  // namespace conformance
