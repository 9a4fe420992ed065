// SPDX-License-Identifier: BSL-1.0
// wait: until any of several connections and processes is ready.
#include <deque>
#include <numeric>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

using Ready = std::vector<std::size_t>;

void count_to(int last, mp::Connection results) {
  for (int i = 1; i <= last; ++i) {
    results.send(i);
  }
}

}  // namespace

MP_CASE("wait.timeout.none-ready-is-empty-and-not-early", requires_("WAIT-TIMEOUT-EMPTY")) {
  auto [first, first_writer] = mp::Pipe(false);
  auto [second, second_writer] = mp::Pipe(false);
  const Stopwatch stopwatch;
  BOOST_TEST(mp::wait({first, second}, a_while).empty());
  BOOST_TEST(stopwatch.elapsed() >= a_while);
}

MP_CASE("wait.timeout.zero-and-negative-only-look", requires_("WAIT-TIMEOUT-POLL")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(mp::wait({reader}, 0s).empty());
  BOOST_TEST(mp::wait({reader}, -1s).empty());
  writer.send(1);
  BOOST_TEST(mp::wait({reader}, -1s).size() == 1U);
}

MP_CASE("wait.ready.only-those", requires_("WAIT-READY-ONLY")) {
  auto [first, first_writer] = mp::Pipe(false);
  auto [second, second_writer] = mp::Pipe(false);
  auto [third, third_writer] = mp::Pipe(false);
  second_writer.send(1);
  BOOST_TEST(mp::wait({first, second, third}) == Ready{1}, boost::test_tools::per_element());
}

MP_CASE("wait.ready.all-of-them-in-order", requires_("WAIT-READY-ALL")) {
  auto [first, first_writer] = mp::Pipe(false);
  auto [second, second_writer] = mp::Pipe(false);
  auto [third, third_writer] = mp::Pipe(false);
  third_writer.send(1);
  first_writer.send(1);
  BOOST_TEST(mp::wait({first, second, third}) == (Ready{0, 2}), boost::test_tools::per_element());
  BOOST_TEST(mp::wait({third, second, first}) == (Ready{0, 2}), boost::test_tools::per_element());
}

MP_CASE("wait.ready.at-end-of-file", requires_("WAIT-READY-EOF")) {
  auto [reader, writer] = mp::Pipe(false);
  auto [idle, idle_writer] = mp::Pipe(false);
  writer.close();
  BOOST_TEST(mp::wait({idle, reader}) == Ready{1}, boost::test_tools::per_element());
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);
}

MP_CASE("wait.unlimited.until-a-child-writes", requires_("WAIT-UNLIMITED")) {
  auto [reader, writer] = mp::Pipe(false);
  auto [go_reader, go] = mp::Pipe(false);
  Child child([](mp::Connection start, mp::Connection results) { results.send(start.recv<int>()); }, go_reader, writer);
  BOOST_TEST(mp::wait({reader}, a_while).empty());
  go.send(1);
  BOOST_TEST(mp::wait({reader}).size() == 1U);
  child->join();
}

MP_CASE("wait.mixed.sentinels-and-connections", requires_("WAIT-MIXED")) {
  auto [reader, writer] = mp::Pipe(false);
  auto [go_reader, go] = mp::Pipe(false);
  Child child([](mp::Connection start) { (void)start.recv<int>(); }, go_reader);
  BOOST_TEST(mp::wait({reader, child->sentinel()}, 0s).empty());
  writer.send(1);
  BOOST_TEST(mp::wait({reader, child->sentinel()}) == Ready{0}, boost::test_tools::per_element());
  BOOST_TEST(reader.recv<int>() == 1);
  go.send(1);
  BOOST_TEST(mp::wait({reader, child->sentinel()}) == Ready{1}, boost::test_tools::per_element());
  writer.send(2);
  BOOST_TEST(mp::wait({reader, child->sentinel()}) == (Ready{0, 1}), boost::test_tools::per_element());
  child->join();
}

MP_CASE("wait.listener.somebody-has-connected", requires_("WAIT-LISTENER")) {
  for (const auto family : mp::families()) {
    mp::Listener listener({.family = family});
    auto [reader, writer] = mp::Pipe(false);
    BOOST_TEST(mp::wait({listener, reader}, 0s).empty());
    Child child([](const mp::Address& address) { mp::Client(address).send(1); }, listener.address());
    BOOST_TEST(mp::wait({reader, listener, child->sentinel()}) == Ready{1}, boost::test_tools::per_element());
    auto accepted = listener.accept();
    BOOST_TEST(mp::wait({listener, accepted}) == Ready{1}, boost::test_tools::per_element());
    BOOST_TEST(accepted.recv<int>() == 1);
    child->join();
  }
}

MP_CASE("wait.many.more-than-sixty-four", requires_("WAIT-MANY")) {
  std::deque<std::pair<mp::Connection, mp::Connection>> pipes;
  std::vector<mp::Waitable> readers;
  for (int i = 0; i < 100; ++i) {
    readers.emplace_back(pipes.emplace_back(mp::Pipe(false)).first);
  }
  BOOST_TEST(mp::wait(readers, 0s).empty());
  pipes[99].second.send(1);
  BOOST_TEST(mp::wait(readers) == Ready{99}, boost::test_tools::per_element());
  for (auto& pipe : pipes) {
    pipe.second.send(1);
  }
  Ready all(100);
  std::iota(all.begin(), all.end(), 0U);
  BOOST_TEST(mp::wait(readers) == all, boost::test_tools::per_element());
}

MP_CASE("wait.drain.four-writers-to-their-ends", requires_("WAIT-DRAIN")) {
  std::deque<Child> children;
  std::deque<mp::Connection> readers;
  for (int i = 1; i <= 4; ++i) {
    auto [reader, writer] = mp::Pipe(false);
    children.emplace_back(&count_to, i * 50, writer);
    readers.push_back(reader);
  }
  int messages = 0;
  int ends = 0;
  while (!readers.empty()) {
    const auto ready = mp::wait(std::vector<mp::Waitable>(readers.begin(), readers.end()));
    for (auto index = ready.rbegin(); index != ready.rend(); ++index) {
      try {
        (void)readers[*index].recv<int>();
        ++messages;
      } catch (const mp::EOFError&) {
        ++ends;
        readers.erase(readers.begin() + static_cast<std::ptrdiff_t>(*index));
      }
    }
  }
  BOOST_TEST(messages == 500);
  BOOST_TEST(ends == 4);
  for (auto& child : children) {
    child->join();
  }
}

}  // namespace conformance
