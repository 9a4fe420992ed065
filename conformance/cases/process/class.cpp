// SPDX-License-Identifier: BSL-1.0
// ProcessOf: classes of one's own that are processes.
#include <functional>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

class Doubler : public mp::ProcessOf<Doubler> {
 public:
  Doubler() = default;
  explicit Doubler(mp::Connection to_parent, mp::ProcessOptions options = {})
      : ProcessOf(std::move(options)), connection(std::move(to_parent)) {}
  void run() {
    while (const int number = connection.recv<int>()) {
      connection.send(2 * number + offset);
    }
    mp::exit(name() == mp::current_process().name() && is_alive() ? yes : no);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(connection, offset);
  }

  mp::Connection connection;
  int offset = 0;
};

/// What no other process can be given.
class Secretive : public mp::ProcessOf<Secretive> {
 public:
  explicit Secretive(int code) : action([code] { mp::exit(code); }) {}
  void run() { action(); }
  std::function<void()> action;
};

}  // namespace

MP_CASE("process.class.runs-its-own-run", requires_("PROCESS-CLASS-RUN", "PROCESS-CLASS-MEMBERS")) {
  auto [here, there] = mp::Pipe();
  Doubler doubler(there);
  doubler.offset = 1;
  doubler.start();
  for (const int number : {3, 50}) {
    here.send(number);
    BOOST_TEST(here.recv<int>() == 2 * number + 1);
  }
  here.send(0);
  doubler.join();
  BOOST_TEST(doubler.exitcode() == yes);
  BOOST_CHECK_THROW(doubler.start(), mp::AssertionError);
}

MP_CASE("process.class.gives-the-name", requires_("PROCESS-CLASS-NAME")) {
  const Doubler first;
  const Doubler second;
  const Doubler given({}, {.name = "Tom"});
  BOOST_TEST(first.name().starts_with("Doubler-"));
  BOOST_TEST(first.name() != second.name());
  BOOST_TEST(given.name() == "Tom");
  BOOST_TEST(mp::to_string(first).starts_with("<Doubler name='Doubler-"));
}

MP_CASE("process.class.of-another-kind-serves-under-fork", requires_("PROCESS-CLASS-RUN"),
        {.start_methods = {mp::StartMethod::fork}}) {
  Secretive child(9);
  child.start();
  child.join();
  BOOST_TEST(child.exitcode() == 9);
}

MP_CASE("process.class.that-cannot-travel-is-refused", requires_("PROCESS-CLASS-MEMBERS", "PICKLING-START-REFUSED"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  Secretive child(9);
  BOOST_CHECK_THROW(child.start(), mp::UnpicklableError);
  BOOST_TEST(child.pid() == std::nullopt);
}

}  // namespace conformance
