// SPDX-License-Identifier: BSL-1.0
// Process::name: what a process is called.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("process.name.default-is-counted", requires_("PROCESS-NAME-DEFAULT")) {
  const mp::Process first([] {});
  const mp::Process second([] {});
  BOOST_TEST(first.name().starts_with("Process-"));
  BOOST_TEST(second.name().starts_with("Process-"));
  BOOST_TEST(first.name() != second.name());
}

MP_CASE("process.name.of-the-main-process", requires_("PROCESS-NAME-MAIN")) {
  BOOST_TEST(mp::current_process().name() == "MainProcess");
}

MP_CASE("process.name.is-the-same-inside", requires_("PROCESS-NAME-INSIDE")) {
  auto [reader, writer] = mp::Pipe(false);
  const auto tell = [](mp::Connection results) { results.send(mp::current_process().name()); };
  Child named(mp::ProcessOptions{.name = "Ada"}, tell, writer);
  BOOST_TEST(reader.recv<std::string>() == "Ada");
  BOOST_TEST(named->name() == "Ada");
  named->join();
  Child unnamed(tell, writer);
  BOOST_TEST(reader.recv<std::string>() == unnamed->name());
  unnamed->join();
}

MP_CASE("process.name.can-be-set", requires_("PROCESS-NAME-SET")) {
  mp::Process child([] { answer(mp::current_process().name() == "Grace"); });
  child.set_name("Grace");
  BOOST_TEST(child.name() == "Grace");
  child.start();
  child.join();
  BOOST_TEST(child.exitcode() == yes);
}

MP_CASE("process.name.of-grandchildren-tells-the-ancestry", requires_("PROCESS-NAME-ANCESTRY")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection results) {
        results.send(mp::Process([] {}).name());
        results.send(mp::Process([] {}).name());
      },
      writer);
  BOOST_TEST(reader.recv<std::string>() == child->name() + ":1");
  BOOST_TEST(reader.recv<std::string>() == child->name() + ":2");
  child->join();
}

}  // namespace conformance
