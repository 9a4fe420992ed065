// SPDX-License-Identifier: BSL-1.0
// Contract of byte streams, on every strategy that works here.
#define BOOST_TEST_MODULE platform_channel
#include "platform/channel.hpp"
#include "platform/wait.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "role.hpp"

using namespace contract;

namespace {

const working strategies("channel");
const auto kinds = boost::unit_test::data::make(std::vector<std::string>{"pipe", "stream pair"});
const auto both_ways = boost::unit_test::data::make(ways());
constexpr std::size_t long_message = 300'000;  // more than any pipe holds

/// Two ends of a stream by the strategy that serves, the first of which reads and the second of which writes; nothing
/// where that strategy has no such thing, since another one would step in.
std::optional<checkpoint> ends_by(const std::string& by, const std::string& kind) {
  const auto known = channel_strategies();
  const channel_strategy& served = **std::ranges::find(known, by, &channel_strategy::name);
  if (kind == "pipe" && served.make_pipe != nullptr) return checkpoint();
  if (kind == "stream pair" && served.make_stream_pair != nullptr) {
    auto [one, other] = must(make_stream_pair());
    return checkpoint(one.release(), other.release());
  }
  BOOST_TEST_MESSAGE(by << " has no " << kind);
  return std::nullopt;
}

std::vector<std::byte> numbered(std::size_t size, int step) {
  std::vector<std::byte> bytes(size);
  for (std::size_t index = 0; index < size; ++index)
    bytes[index] = static_cast<std::byte>(index * static_cast<std::size_t>(step) % 251);
  return bytes;
}

/// Reads exactly `size` bytes, or up to the end.
std::vector<std::byte> read_exactly(native_handle from, std::size_t size) {
  std::vector<std::byte> got(size);
  std::size_t there = 0;
  while (there < size) {
    const std::size_t count = value_of(read_some(from, std::span(got).subspan(there)));
    if (count == 0) break;
    there += count;
  }
  got.resize(there);
  return got;
}

/// ENDS SIZE: writes numbered bytes.
const role write_numbered("write-numbered", [](arriving& given) {
  checkpoint& ends = given.checkpoint();
  ends.close_reader();
  return write_all(ends.writer(), numbered(static_cast<std::size_t>(given.number()), 31)) ? 0 : 1;
});

/// ENDS SIZE: writes and reads at the same time, on the second end.
const role talk("talk", [](arriving& given) {
  checkpoint& ends = given.checkpoint();
  ends.close_reader();
  const auto size = static_cast<std::size_t>(given.number());
  bool written = false;
  std::thread writer([&] { written = write_all(ends.writer(), numbered(size, 7)); });
  const auto got = read_exactly(ends.writer(), size);
  writer.join();
  return written && got == numbered(size, 5) ? 0 : 1;
});

/// ENDS COUNT: reads that many bytes and ends.
const role read_a_few("read-a-few", [](arriving& given) {
  checkpoint& ends = given.checkpoint();
  ends.close_writer();
  const auto count = static_cast<std::size_t>(given.number());
  return read_exactly(ends.reader(), count).size() == count ? 0 : 1;
});

/// ENDS HOLDING: holds the writer until it is killed.
const role hold_writer("hold-writer", [](arriving& given) -> int {
  given.checkpoint().close_reader();
  given.checkpoint().reach();
  while (true) static_cast<void>(wait_any({}, deadline_after(1h)));
});

/// ENDS VALUE TIMES: writes pieces of one value.
const role write_pieces("write-pieces", [](arriving& given) {
  checkpoint& ends = given.checkpoint();
  const std::vector<std::byte> piece(atomic_write_bytes(), static_cast<std::byte>(given.number()));
  for (auto left = given.number(); left > 0; --left) {
    if (value_of(write_some(ends.writer(), piece)) != piece.size()) return 1;
  }
  return 0;
});

}  // namespace

BOOST_DATA_TEST_CASE(bytes_arrive_in_order_and_then_the_end, strategies* kinds* both_ways, by, kind, way) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, kind);
  if (!ends) return;
  const auto child = write_numbered.start(way, parcel().add(*ends).add(long_message));
  ends->close_writer();
  BOOST_TEST((read_to_end(ends->reader()) == numbered(long_message, 31)));
  BOOST_TEST(exit_code(*child) == 0);
  std::array<std::byte, 1> more;
  BOOST_TEST(must(read_some(ends->reader(), more)) == 0U);
}

BOOST_DATA_TEST_CASE(long_messages_go_both_ways_at_once, strategies* both_ways, by, way) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, "stream pair");
  if (!ends) return;
  const auto child = talk.start(way, parcel().add(*ends).add(long_message));
  ends->close_writer();
  bool written = false;
  std::thread writer([&] { written = write_all(ends->reader(), numbered(long_message, 5)); });
  const auto got = read_exactly(ends->reader(), long_message);
  writer.join();
  BOOST_TEST(written);
  BOOST_TEST((got == numbered(long_message, 7)));
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_DATA_TEST_CASE(reading_takes_what_is_there, strategies* kinds, by, kind) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, kind);
  if (!ends) return;
  const std::array<std::byte, 3> sent{std::byte{1}, std::byte{2}, std::byte{3}};
  BOOST_TEST(must(write_some(ends->writer(), sent)) == 3U);
  std::array<std::byte, 100> got;
  BOOST_TEST(must(read_some(ends->reader(), got)) == 3U);
  BOOST_TEST(std::equal(sent.begin(), sent.end(), got.begin()));
}

// What is counted as written arrives, and nothing else does: after a write that found no room in time, too.
BOOST_DATA_TEST_CASE(a_write_gives_up_at_its_deadline, strategies* kinds, by, kind) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, kind);
  if (!ends) return;
  const auto bytes = numbered(long_message, 31);
  std::span<const std::byte> rest = bytes;
  // Of a length that divides the room of no channel: at the end there is room for a part.
  constexpr std::size_t piece = 777;
  for (std::size_t count = piece; count > 0; rest = rest.subspan(count)) {
    count = must(write_some(ends->writer(), rest.first(std::min(piece, rest.size())), deadline_after(0ns)));
    BOOST_TEST((count == 0 || count == piece));
  }
  BOOST_TEST(rest.size() < bytes.size());
  BOOST_REQUIRE(!rest.empty());
  const auto until = deadline_after(50ms);
  BOOST_TEST(must(write_some(ends->writer(), rest, until)) == 0U);
  BOOST_TEST(passed(until));
  const auto before = bytes.size() - rest.size();
  BOOST_TEST((read_exactly(ends->reader(), before) == std::vector(bytes.begin(), bytes.end() - std::ssize(rest))));
  BOOST_TEST(value_of(wait_any({{ends->reader()}}, at_once)).empty());
  // There is room again, and it is found.
  BOOST_TEST(must(write_some(ends->writer(), rest, deadline_after(1h))) > 0U);
  while (must(write_some(ends->writer(), rest, deadline_after(0ns))) > 0) continue;
  ends->close_reader();
  const auto unread = write_some(ends->writer(), rest, deadline_after(1h));
  BOOST_REQUIRE(!unread);
  BOOST_TEST((unread.error().code == std::errc::broken_pipe));
}

BOOST_DATA_TEST_CASE(a_write_with_a_deadline_waits_for_room, strategies* kinds* both_ways, by, kind, way) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, kind);
  if (!ends) return;
  const auto child = read_a_few.start(way, parcel().add(*ends).add(long_message));
  ends->close_reader();
  const auto bytes = numbered(long_message, 31);
  for (std::span<const std::byte> rest = bytes; !rest.empty();) {
    const auto count = must(write_some(ends->writer(), rest, deadline_after(1h)));
    BOOST_REQUIRE(count > 0U);
    rest = rest.subspan(count);
  }
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_DATA_TEST_CASE(nobody_to_read_is_broken_pipe, strategies* kinds, by, kind) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, kind);
  if (!ends) return;
  ends->close_reader();
  const std::array<std::byte, 3> sent{};
  for (int count = 0; count < 2; ++count) {
    const auto written = write_some(ends->writer(), sent);
    BOOST_REQUIRE(!written);
    BOOST_TEST((written.error().code == std::errc::broken_pipe));
  }
}

// The writer is in the middle of something long when the reader ends without having read it all.
BOOST_DATA_TEST_CASE(a_reader_that_gives_up_is_broken_pipe, strategies* kinds* both_ways, by, kind, way) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, kind);
  if (!ends) return;
  const auto child = read_a_few.start(way, parcel().add(*ends).add(1000));
  ends->close_reader();
  const auto bytes = numbered(10'000, 31);
  result<std::size_t> written = std::size_t{0};
  while (written) written = write_some(ends->writer(), bytes);
  BOOST_TEST((written.error().code == std::errc::broken_pipe));
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_DATA_TEST_CASE(a_writer_that_is_killed_is_the_end, strategies* kinds* both_ways, by, kind, way) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, kind);
  if (!ends) return;
  checkpoint holding;
  const auto child = hold_writer.start(way, parcel().add(*ends).add(holding));
  ends->close_writer();
  holding.await();
  must(child->kill());
  BOOST_TEST(read_to_end(ends->reader()).empty());
  BOOST_TEST(exit_code(*child) < 0);
}

BOOST_DATA_TEST_CASE(a_stream_pair_goes_both_ways, strategies, by) {
  const serving_only only("channel", by);
  auto ends = ends_by(by, "stream pair");
  if (!ends) return;
  const std::array<std::byte, 2> sent{std::byte{8}, std::byte{9}};
  std::array<std::byte, 2> got{};
  for (const bool forth : {true, false}) {
    BOOST_TEST(must(write_some(forth ? ends->writer() : ends->reader(), sent)) == 2U);
    BOOST_TEST(must(read_some(forth ? ends->reader() : ends->writer(), got)) == 2U);
    BOOST_TEST((got == sent));
  }
}

// Each child writes pieces of one value. In what comes out, every piece must be whole.
BOOST_DATA_TEST_CASE(pieces_up_to_the_bound_are_not_torn, strategies* both_ways, by, way) {
  BOOST_TEST(atomic_write_bytes() >= 512U);
  constexpr int writers = 3;
  constexpr int pieces = 200;
  const serving_only only("channel", by);
  auto ends = ends_by(by, "pipe");
  if (!ends) return;
  std::vector<std::unique_ptr<child_process>> children;
  for (int writer = 1; writer <= writers; ++writer)
    children.push_back(write_pieces.start(way, parcel().add(*ends).add(writer).add(pieces)));
  ends->close_writer();
  const auto all = read_to_end(ends->reader());
  BOOST_REQUIRE(all.size() == writers * pieces * atomic_write_bytes());
  for (std::size_t start = 0; start < all.size(); start += atomic_write_bytes()) {
    const std::span<const std::byte> piece(all.data() + start, atomic_write_bytes());
    BOOST_REQUIRE(std::ranges::all_of(piece, [&](std::byte each) { return each == piece[0]; }));
  }
  for (const auto& each : children) BOOST_TEST(exit_code(*each) == 0);
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_not_open_is_an_error) {
  std::array<std::byte, 1> byte{};
  BOOST_TEST(!read_some(invalid_handle, byte));
  BOOST_TEST(!write_some(invalid_handle, byte));
}
