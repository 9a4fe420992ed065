// SPDX-License-Identifier: BSL-1.0
// Connection::send and Connection::recv: objects.
#include <map>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

struct Account {
  std::string owner;
  std::vector<int> movements;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(owner, movements);
  }
  bool operator==(const Account&) const = default;
};

}  // namespace

MP_CASE("connection.send.objects-of-many-types", requires_("CONNECTION-SEND-OBJECTS")) {
  using namespace std::string_literals;
  auto [reader, writer] = mp::Pipe(false);
  const std::map<int, std::string> table{{1, "one"}, {2, ""}};
  writer.send(-1);
  writer.send(2.5);
  writer.send("a\0b"s);
  writer.send(table);
  writer.send(std::optional<int>());
  BOOST_TEST(reader.recv<int>() == -1);
  BOOST_TEST(reader.recv<double>() == 2.5);
  BOOST_TEST(reader.recv<std::string>() == "a\0b"s);
  BOOST_TEST((reader.recv<std::map<int, std::string>>() == table));
  BOOST_TEST(reader.recv<std::optional<int>>() == std::nullopt);
}

MP_CASE("connection.send.user-types-both-ways", requires_("CONNECTION-SEND-USER-TYPES")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection connection) {
        auto account = connection.recv<Account>();
        account.movements.push_back(-5);
        connection.send(account);
      },
      theirs);
  ours.send(Account{"Ada", {10, 20}});
  BOOST_TEST((ours.recv<Account>() == Account{"Ada", {10, 20, -5}}));
  child->join();
}

MP_CASE("connection.send.keeps-the-order", requires_("CONNECTION-ORDER")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection results) {
        for (int i = 0; i < 5000; ++i) {
          results.send(i);
        }
      },
      writer);
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    wrong += reader.recv<int>() == i ? 0 : 1;
  }
  BOOST_TEST(wrong == 0);
  child->join();
}

MP_CASE("connection.recv.waits-for-a-message", requires_("CONNECTION-RECV-WAITS")) {
  auto [go_reader, go] = mp::Pipe(false);
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection in, mp::Connection out) { out.send(in.recv<int>() + 1); }, go_reader, writer);
  BOOST_TEST(!reader.poll(a_while));
  go.send(1);
  BOOST_TEST(reader.recv<int>() == 2);
  child->join();
}

MP_CASE("connection.recv.another-type-is-an-error", requires_("CONNECTION-RECV-TYPE")) {
  auto [reader, writer] = mp::Pipe(false);
  writer.send(1);
  writer.send(std::uint64_t{0xffff'ffff'ffff'ffffU});
  writer.send(2);
  BOOST_CHECK_THROW((void)reader.recv<std::string>(), mp::UnpicklingError);
  BOOST_CHECK_THROW((void)reader.recv<std::vector<int>>(), mp::UnpicklingError);
  BOOST_TEST(reader.recv<int>() == 2);  // the message is consumed, the next is whole
}

}  // namespace conformance
