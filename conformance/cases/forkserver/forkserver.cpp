// SPDX-License-Identifier: BSL-1.0
// The fork server: what it has loaded, what it ignores, and what becomes of its children without it.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

const Needs by_server{.start_methods = {mp::StartMethod::forkserver}};

int preloaded = 0;
std::optional<mp::Event> preloaded_event;

void preload_number() { preloaded = 17; }
void preload_more() { preloaded *= 2; }
void fail_to_preload() { throw std::runtime_error("nothing to load"); }

bool number_in_a_child_is(int number) {
  return exitcode_of([](int expected) { answer(preloaded == expected); }, number) == yes;
}

}  // namespace

MP_CASE("forkserver.preload.is-there-in-each-child", requires_("FORKSERVER-PRELOAD", "START-METHOD-FORKSERVER"),
        by_server) {
  mp::set_forkserver_preload({preload_number, preload_more});
  BOOST_TEST(number_in_a_child_is(34));
  BOOST_TEST(number_in_a_child_is(34));
  BOOST_TEST(preloaded == 0);
}

MP_CASE("forkserver.preload.objects-are-shared-by-its-children", requires_("FORKSERVER-PRELOAD"), by_server) {
  mp::set_forkserver_preload({[] { preloaded_event.emplace(); }});
  BOOST_TEST(exitcode_of([] {
               const bool before = preloaded_event->is_set();
               preloaded_event->set();
               answer(!before);
             }) == yes);
  BOOST_TEST(exitcode_of([] { answer(preloaded_event->is_set()); }) == yes);
}

MP_CASE("forkserver.preload.output-is-written-once", requires_("FORKSERVER-PRELOAD"), by_server) {
  mp::set_forkserver_preload({[] {
    if (std::freopen("output.txt", "w", stdout) != nullptr) {
      std::fputs("waits in the buffer", stdout);
    }
  }});
  BOOST_TEST(exitcode_of([] {}) == 0);
  BOOST_TEST(exitcode_of([] {}) == 0);
  std::ifstream in("output.txt", std::ios::binary);
  BOOST_TEST(std::string(std::istreambuf_iterator<char>(in), {}) == "waits in the buffer");
  in.close();
  std::filesystem::remove("output.txt");
}

MP_CASE("forkserver.preload.errors-are-passed-over-or-not", requires_("FORKSERVER-PRELOAD-ERRORS"), by_server) {
  mp::set_forkserver_preload({fail_to_preload, preload_number}, mp::PreloadErrors::fail);
  BOOST_CHECK_THROW((void)exitcode_of([] {}), mp::ProcessError);
  BOOST_TEST(!mp::forkserver::pid().has_value());
  BOOST_TEST(mp::active_children().empty());
  for (const auto on_error : {mp::PreloadErrors::ignore, mp::PreloadErrors::warn}) {
    mp::set_forkserver_preload({fail_to_preload, preload_number}, on_error);
    BOOST_TEST(number_in_a_child_is(17));
    mp::forkserver::kill();
  }
  BOOST_CHECK_THROW(mp::set_forkserver_preload({nullptr}), mp::ValueError);
}

MP_CASE("forkserver.server.ignores-the-keyboard", requires_("FORKSERVER-SIGINT"), by_server) {
  mp::forkserver::ensure_running();
  const auto server = mp::forkserver::pid();
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
  mp::forkserver::interrupt();
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
  BOOST_TEST((mp::forkserver::pid() == server));
}

MP_CASE("forkserver.server.is-launched-once", requires_("START-METHOD-FORKSERVER"), by_server) {
  BOOST_TEST(!mp::forkserver::pid().has_value());
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
  const auto server = mp::forkserver::pid();
  BOOST_REQUIRE(server.has_value());
  BOOST_TEST(*server != mp::current_process().pid().value());
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
  BOOST_TEST((mp::forkserver::pid() == server));
}

MP_CASE("forkserver.server.killed-its-children-go-on", requires_("FORKSERVER-KILLED"), by_server) {
  auto [go_reader, go] = mp::Pipe(false);
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection wait_for, mp::Connection results) { results.send(2 * wait_for.recv<int>()); },
              go_reader, writer);
  mp::forkserver::kill();
  go.send(21);
  BOOST_TEST(reader.recv<int>() == 42);
  child->join();
  const auto code = child->exitcode().value();
  observe("exit code", code);
  BOOST_TEST((code == 0 || code == 255));
}

MP_CASE("forkserver.server.killed-is-launched-anew", requires_("FORKSERVER-RESTARTS"), by_server) {
  std::optional<std::int64_t> last;
  for (int round = 0; round < 3; ++round) {
    BOOST_TEST(exitcode_of([] { answer(true); }) == yes);
    BOOST_REQUIRE(mp::forkserver::pid().has_value());
    BOOST_TEST((mp::forkserver::pid() != last));
    last = mp::forkserver::pid();
    mp::forkserver::kill();
  }
}

MP_CASE("forkserver.children.are-in-the-directory-of-their-parent", requires_("PROCESS-START-DIRECTORY"), by_server) {
  mp::forkserver::ensure_running();
  std::filesystem::create_directory("elsewhere");
  std::filesystem::current_path("elsewhere");
  BOOST_TEST(exitcode_of([] { answer(std::filesystem::current_path().filename() == "elsewhere"); }) == yes);
  std::filesystem::current_path("..");
  std::filesystem::remove("elsewhere");
}

}  // namespace conformance
