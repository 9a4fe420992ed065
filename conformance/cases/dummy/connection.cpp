// SPDX-License-Identifier: BSL-1.0
// Pipes, values and namespaces among threads.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/dummy/dummy.hpp"

namespace conformance {

namespace dummy = mp::dummy;

MP_CASE("dummy.connection.there-and-back", requires_("DUMMY-CONNECTION", "DUMMY-CONNECTION-EOF")) {
  auto [here, there] = dummy::Pipe();
  dummy::Process child(
      [](dummy::Connection mine) {
        while (mine.poll(std::nullopt)) {
          try {
            mine.send_bytes(mine.recv_bytes());
          } catch (const dummy::EOFError&) {
            return;
          }
        }
      },
      there);
  child.start();
  there.close();
  BOOST_TEST(!here.poll());
  BOOST_TEST(!here.poll(-1s));
  here.send(std::vector{1, 2, 3});
  BOOST_TEST((here.recv<std::vector<int>>() == std::vector{1, 2, 3}));
  const auto large = pattern(16 * 1024 * 1024);
  here.send(large);
  BOOST_TEST((here.recv<std::string>() == large));
  here.send_bytes({});
  BOOST_TEST(here.poll(std::nullopt));
  BOOST_TEST(here.poll());
  BOOST_TEST(here.recv_bytes().empty());
  here.close();
  child.join();
  BOOST_TEST(child.exitcode() == 0);
}

MP_CASE("dummy.connection.one-way", requires_("DUMMY-CONNECTION", "DUMMY-CONNECTION-EOF")) {
  auto [reader, writer] = dummy::Pipe(false);
  BOOST_TEST((reader.readable() && !reader.writable() && writer.writable() && !writer.readable()));
  BOOST_CHECK_THROW(reader.send(1), dummy::OSError);
  BOOST_CHECK_THROW((void)writer.recv<int>(), dummy::OSError);
  BOOST_CHECK_THROW((void)writer.poll(), dummy::OSError);
  writer.send(1);
  writer.send(2);
  writer.close();
  BOOST_TEST(writer.closed());
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(reader.recv<int>() == 2);
  BOOST_CHECK_THROW((void)reader.recv<int>(), dummy::EOFError);
}

MP_CASE("dummy.value.changed-by-threads", requires_("DUMMY-VALUE", "DUMMY-ARRAY")) {
  dummy::Value<int> value(1);
  dummy::Array<double> values({1.0, 2.0});
  std::vector<dummy::Process> children;
  for (int i = 0; i < 4; ++i) {
    children.emplace_back(
        [](dummy::Value<int> one, dummy::Array<double> many) {
          for (int round = 0; round < 100; ++round) {
            one.update([](int& mine) { ++mine; });
            for (auto& each : many.synchronize()) each += 1;
          }
        },
        value, values);
  }
  for (auto& child : children) child.start();
  for (auto& child : children) child.join();
  BOOST_TEST(value.get() == 401);
  BOOST_TEST((values.values() == std::vector{401.0, 402.0}));
  BOOST_TEST(values.size() == 2U);
}

MP_CASE("dummy.namespace.values-by-name", requires_("DUMMY-NAMESPACE")) {
  dummy::Namespace space;
  space.set("number", 5);
  space.set("text", "words");
  dummy::Process child([](dummy::Namespace mine) { mine.set("number", mine.get<int>("number") + 1); }, space);
  child.start();
  child.join();
  BOOST_TEST(space.get<int>("number") == 6);
  BOOST_TEST(space.get<std::string>("text") == "words");
  space.remove("number");
  BOOST_TEST((space.names() == std::vector<std::string>{"text"}));
  BOOST_CHECK_THROW((void)space.get<int>("number"), std::out_of_range);
}

}  // namespace conformance
