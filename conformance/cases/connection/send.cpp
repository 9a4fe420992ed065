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

MP_CASE("connection.send.gives-up-without-room", requires_("CONNECTION-SEND-TIMEOUT")) {
  for (const bool duplex : {false, true}) {
    auto [reader, writer] = mp::Pipe(duplex);
    const auto message = [](int number) { return std::vector<int>(80, number); };  // a pipe is full of them soon
    int sent = 0;
    while (writer.send(message(sent), 0s)) ++sent;
    const Stopwatch stopwatch;
    BOOST_TEST(!writer.send(message(-1), a_while));
    BOOST_TEST(!writer.send_bytes(mp::Bytes(400), a_while));
    BOOST_TEST(stopwatch.elapsed() >= 2 * a_while);
    int wrong = 0;
    for (int i = 0; i < sent; ++i) wrong += reader.recv<std::vector<int>>() == message(i) ? 0 : 1;
    BOOST_TEST(wrong == 0);
    BOOST_TEST(!reader.poll());
    BOOST_TEST(writer.send(-2, std::nullopt));
    BOOST_TEST(reader.recv<int>() == -2);
  }
}

MP_CASE("connection.send.in-time-to-a-reader", requires_("CONNECTION-SEND-TIMEOUT")) {
  const auto text = pattern(1'000'000, 3);
  for (const bool duplex : {false, true}) {
    auto [reader, writer] = mp::Pipe(duplex);
    Child child([](mp::Connection theirs, std::string expected) { answer(theirs.recv<std::string>() == expected); },
                reader, text);
    BOOST_TEST(writer.send(text, 1h));
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  }
}

MP_CASE("connection.send.torn-by-its-time-limit", requires_("CONNECTION-SEND-TORN")) {
  const auto is_timeout = [](const mp::OSError& error) { return error.code() == std::errc::timed_out; };
  const auto text = pattern(10'000'000, 4);
  auto [reader, writer] = mp::Pipe(false);
  BOOST_CHECK_EXCEPTION((void)writer.send(text, a_while), mp::OSError, is_timeout);
  BOOST_TEST(writer.closed());
  BOOST_CHECK_THROW(writer.send(1), mp::OSError);
  BOOST_CHECK_THROW((void)reader.recv<std::string>(), mp::OSError);

  auto [ours, theirs] = mp::Pipe();
  BOOST_CHECK_EXCEPTION((void)ours.send(text, a_while), mp::OSError, is_timeout);
  BOOST_TEST(!ours.writable());
  BOOST_CHECK_THROW((void)ours.send(1, 0s), mp::OSError);
  theirs.send(5);
  BOOST_TEST(ours.recv<int>() == 5);
  ours.close();
  BOOST_CHECK_THROW((void)theirs.recv<std::string>(), mp::OSError);
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
