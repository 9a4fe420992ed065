// SPDX-License-Identifier: BSL-1.0
// Contract of listening for streams under a name.
#define BOOST_TEST_MODULE platform_listener
#include "platform/listener.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <thread>

#include "platform/random.hpp"
#include "platform/wait.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const std::string hello = "hello";

std::string read_text(native_handle from, std::size_t size) {
  std::string text(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const auto bytes = std::as_writable_bytes(std::span(text)).subspan(filled);
    const std::size_t count = value_of(read_some(from, bytes));
    if (count == 0) break;
    filled += count;
  }
  text.resize(filled);
  return text;
}

bool say(native_handle to, const std::string& text) { return write_all(to, std::as_bytes(std::span(text))); }

/// NAME: connects, says hello, and hears it back.
const role visitor("visitor", [](arriving& given) {
  const handle stream = value_of(connect_stream(given.text(), std::nullopt));
  if (!say(stream.native(), hello)) return 1;
  return read_text(stream.native(), hello.size()) == hello ? 0 : 2;
});

/// NAME: connects and ends.
const role short_visitor("short-visitor",
                         [](arriving& given) { return value_of(connect_stream(given.text(), std::nullopt)) ? 0 : 1; });

bool nobody_there(const error& failure) {
  return failure.code == std::errc::connection_refused || failure.code == std::errc::no_such_file_or_directory;
}

/// A name that nobody has, of the kind that names have here.
std::string free_name() {
  const std::string part = value_of(random_name());
  if (kind_of_stream_names() == stream_names::pipes) return "\\\\.\\pipe\\" + part;
  return (std::filesystem::temp_directory_path() / part).string();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_chosen_name_is_as_good) {
  const std::string name = free_name();
  auto listener = must(listen_stream(name, 10));
  BOOST_TEST(listener->name() == name);
  const auto child = visitor.launch(parcel().add(name));
  const handle stream = must(listener->accept(std::nullopt));
  BOOST_TEST(read_text(stream.native(), hello.size()) == hello);
  BOOST_TEST(say(stream.native(), hello));
  BOOST_TEST(exit_code(*child) == 0);

  const auto second = listen_stream(name, 10);
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == std::errc::address_in_use), second.error().message());
  listener.reset();
  const auto nobody = connect_stream(name, at_once);
  BOOST_REQUIRE(!nobody);
  BOOST_TEST(nobody_there(nobody.error()), nobody.error().message());
  // A stream that was taken from it does not keep the name.
  if (kind_of_stream_names() == stream_names::paths) must(listen_stream(name, 10));
}

BOOST_AUTO_TEST_CASE(a_path_is_for_one_user_and_vanishes) {
  if (kind_of_stream_names() != stream_names::paths) return;
  const std::string name = free_name();
  auto listener = must(listen_stream(name, 10));
  using std::filesystem::perms;
  BOOST_TEST(((std::filesystem::status(name).permissions() & (perms::group_all | perms::others_all)) == perms::none));
  listener.reset();
  BOOST_TEST(!std::filesystem::exists(name));
  BOOST_TEST((listen_stream(std::string(500, 'x'), 10).error().code == std::errc::filename_too_long));
  BOOST_TEST(!listen_stream(std::string(), 10));
}

BOOST_AUTO_TEST_CASE(a_listener_is_waited_for_as_any_handle) {
  const auto listener = must(listen_stream());
  for (int round = 0; round < 3; ++round) {
    native_handle waited = listener->native();
    BOOST_TEST(must(wait_any({&waited, 1}, at_once)).empty());
    handle own;
    std::thread connects([&] { own = value_of(connect_stream(listener->name(), std::nullopt)); });
    waited = listener->native();
    BOOST_TEST(must(wait_any({&waited, 1}, std::nullopt)).size() == 1U);
    BOOST_TEST(bool(must(listener->accept(at_once))));
    connects.join();
  }
}

BOOST_AUTO_TEST_CASE(streams_go_both_ways) {
  const auto listener = must(listen_stream());
  std::vector<std::unique_ptr<child_process>> visitors;
  for (int count = 0; count < 3; ++count) visitors.push_back(visitor.launch(parcel().add(listener->name())));
  for (int count = 0; count < 3; ++count) {
    const handle stream = must(listener->accept(std::nullopt));
    BOOST_REQUIRE(bool(stream));
    BOOST_TEST(read_text(stream.native(), hello.size()) == hello);
    BOOST_TEST(say(stream.native(), hello));
  }
  for (const auto& each : visitors) BOOST_TEST(exit_code(*each) == 0);
}

BOOST_AUTO_TEST_CASE(a_visitor_that_ends_ends_its_stream) {
  const auto listener = must(listen_stream());
  const auto child = short_visitor.launch(parcel().add(listener->name()));
  const handle stream = must(listener->accept(std::nullopt));
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(read_text(stream.native(), 1).empty());
}

BOOST_AUTO_TEST_CASE(accept_gives_up_at_the_deadline) {
  const auto listener = must(listen_stream());
  for (const auto timeout : {0ms, 1ms, 30ms}) {
    const deadline until = deadline_after(timeout);
    BOOST_TEST(!must(listener->accept(until)));
    BOOST_TEST((steady_clock::now() >= *until));
  }
}

BOOST_AUTO_TEST_CASE(a_connection_waits_for_accept) {
  const auto listener = must(listen_stream());
  handle own;
  std::thread connects([&] { own = value_of(connect_stream(listener->name(), std::nullopt)); });
  const handle stream = must(listener->accept(std::nullopt));
  connects.join();
  const native_handle waited = stream.native();
  BOOST_TEST(must(wait_any({&waited, 1}, at_once)).empty());
  BOOST_TEST(say(own.native(), hello));
  BOOST_TEST(must(wait_any({&waited, 1}, std::nullopt)).size() == 1U);
  BOOST_TEST(read_text(stream.native(), hello.size()) == hello);
}

BOOST_AUTO_TEST_CASE(the_name_vanishes_with_the_listener) {
  auto listener = must(listen_stream());
  const std::string name = listener->name();
  listener.reset();
  for (const deadline& until : {deadline(), at_once}) {
    const auto stream = connect_stream(name, until);
    BOOST_REQUIRE(!stream);
    BOOST_TEST(nobody_there(stream.error()), stream.error().message());
  }
}

BOOST_AUTO_TEST_CASE(names_are_short_and_different) {
  const auto one = must(listen_stream());
  const auto other = must(listen_stream());
  BOOST_TEST(one->name() != other->name());
  BOOST_TEST(one->name().size() < 92U);
}

BOOST_AUTO_TEST_CASE(a_name_of_nobody_is_an_error) {
  for (const std::string& wrong : {std::string(), std::string("nobody-listens-here"), std::string(5000, 'x')})
    BOOST_TEST(!connect_stream(wrong, at_once));
}

// The listener takes nobody. Sooner or later no more may wait.
BOOST_AUTO_TEST_CASE(a_busy_listener_is_waited_for_until_the_deadline) {
  const auto listener = must(listen_stream());
  std::vector<handle> waiting;
  for (int count = 0; count < 300; ++count) {
    const deadline until = deadline_after(5ms);
    auto stream = connect_stream(listener->name(), until);
    if (!stream) {
      // Some systems refuse then, and cannot be told from one where nobody listens.
      BOOST_TEST((stream.error().code == std::errc::timed_out || nobody_there(stream.error())));
      if (stream.error().code == std::errc::timed_out) BOOST_TEST((steady_clock::now() >= *until));
      break;
    }
    waiting.push_back(*std::move(stream));
  }
  for (std::size_t count = 0; count < waiting.size(); ++count) BOOST_TEST(bool(must(listener->accept(std::nullopt))));
}

BOOST_AUTO_TEST_CASE(many_may_come_at_once) {
  const auto listener = must(listen_stream());
  constexpr int visitors = 20;
  std::vector<std::thread> threads;
  std::atomic<int> connected = 0;
  for (int count = 0; count < visitors; ++count) {
    threads.emplace_back([&] {
      const auto stream = connect_stream(listener->name(), std::nullopt);
      if (stream && say(stream->native(), hello)) ++connected;
    });
  }
  for (int count = 0; count < visitors; ++count) {
    const handle stream = must(listener->accept(std::nullopt));
    BOOST_TEST(read_text(stream.native(), hello.size()) == hello);
  }
  for (std::thread& each : threads) each.join();
  BOOST_TEST(connected == visitors);
}
