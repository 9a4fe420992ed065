// SPDX-License-Identifier: BSL-1.0
// Proxies as text, and managers of contexts.
#include <sstream>

#include "conformance/cases/manager/counter.hpp"

namespace conformance {
namespace {

struct Talker {
  explicit Talker(std::string its_name) : name(std::move(its_name)) {}
  std::string name;
};
std::string to_string(const Talker& talker) { return "I am " + talker.name; }

struct Writer {};
std::ostream& operator<<(std::ostream& out, const Writer&) { return out << "written"; }

template <class P>
std::string written(const P& proxy) {
  std::ostringstream out;
  out << proxy;
  return out.str();
}

}  // namespace

MP_CASE("manager.text.is-that-of-the-object", requires_("MANAGER-TEXT")) {
  mp::SyncManager manager;
  manager.register_type<Talker>("Talker", mp::method<&Talker::name>);
  manager.register_type<Writer>("Writer");
  register_counter(manager);
  manager.start();
  const auto talker = manager.create<Talker>("Ada");
  BOOST_TEST(to_string(talker) == "I am Ada");
  BOOST_TEST(written(talker) == "I am Ada");
  BOOST_TEST(to_string(manager.create<Writer>()) == "written");
  BOOST_TEST(to_string(manager.create<Counter>(1)).starts_with("<conformance::Counter at 0x"));
  const auto lock = manager.Lock();
  BOOST_TEST(to_string(lock) == "<Lock(owner=None)>");
  BOOST_TEST(lock.acquire());
  BOOST_TEST(to_string(lock) != "<Lock(owner=None)>");
  BOOST_TEST(to_string(manager.Semaphore(3)) == "<Semaphore(value=3)>");
  BOOST_TEST(to_string(manager.Event()).ends_with(" unset>"));
}

MP_CASE("manager.text.of-containers", requires_("MANAGER-TEXT")) {
  using namespace std::string_literals;
  const auto manager = mp::Manager();
  const auto list = manager.list<int>({1, 2});
  BOOST_TEST(written(list) == "[1, 2]");
  BOOST_TEST(to_string(manager.list<std::string>({"a"s})) == "['a']");
  BOOST_TEST(to_string(manager.list<mp::ListProxy<int>>({list})) == "[[1, 2]]");
  BOOST_TEST(to_string(manager.dict<std::string, bool>(std::map<std::string, bool>{{"a", true}})) == "{'a': true}");
  BOOST_TEST(to_string(manager.dict<int, int>()) == "{}");
  BOOST_TEST(to_string(manager.set<int>({3})) == "{3}");
  BOOST_TEST(to_string(manager.Array<double>({1.5, 2})) == "[1.5, 2]");
  BOOST_TEST(to_string(manager.Value<int>(5)) == "Value(5)");
  const auto space = manager.Namespace();
  space.set("x", 1);
  space.set("y", "text"s);
  BOOST_TEST(to_string(space) == "Namespace(x, y)");
}

MP_CASE("manager.text.representation", requires_("MANAGER-TEXT")) {
  auto manager = counters();
  const auto counter = manager.create<Counter>(1);
  const auto text = repr(counter);
  BOOST_TEST(text.starts_with("<conformance::CounterProxy of object "));
  BOOST_TEST(text.ends_with(" of " + manager.address().to_string() + ">"));
  manager.shutdown();
  BOOST_TEST(repr(counter) == text);
  BOOST_CHECK_THROW((void)to_string(counter), mp::EOFError);
  BOOST_TEST(repr(mp::Proxy<Counter>()).ends_with(" of nothing>"));
}

MP_CASE("context.manager.server-by-its-method", requires_("CONTEXT-MANAGER")) {
  for (const auto method : mp::get_all_start_methods()) {
    const auto context = mp::get_context(mp::to_string(method));
    mp::SyncManager manager = context.Manager({.shutdown_timeout = 1h});
    BOOST_TEST(manager.Value<int>(5).get() == 5);
    manager.shutdown();
    // Workers of its pool are started as it was.
    BOOST_TEST((context.Manager().Pool(1).apply([] { return mp::get_start_method(); }) == method));
  }
}

}  // namespace conformance
