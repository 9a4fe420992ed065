// SPDX-License-Identifier: BSL-1.0
// Contract of byte streams.
#define BOOST_TEST_MODULE platform_channel
#include "platform/channel.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <numeric>

#include "support.hpp"

using namespace contract;

namespace {

std::pair<handle, handle> ends_of(const std::string& kind) {
  if (kind == "stream pair") return must(make_stream_pair());
  auto ends = must(make_pipe());
  return {std::move(ends.reader), std::move(ends.writer)};
}

const auto kinds = boost::unit_test::data::make(std::vector<std::string>{"pipe", "stream pair"});

}  // namespace

BOOST_DATA_TEST_CASE(bytes_arrive_in_order_and_then_the_end, kinds, kind) {
  auto [reader, writer] = ends_of(kind);
  std::vector<std::byte> sent(300'000);  // more than any pipe holds
  for (std::size_t index = 0; index < sent.size(); ++index) sent[index] = static_cast<std::byte>(index * 31 % 251);
  const auto child = in_child([&sent, to = writer.native()] { return write_all(to, sent) ? 0 : 1; });
  writer.reset();
  BOOST_TEST((read_to_end(reader.native()) == sent));
  BOOST_TEST(exit_code(*child) == 0);
  std::array<std::byte, 1> more;
  BOOST_TEST(must(read_some(reader.native(), more)) == 0U);
}

BOOST_DATA_TEST_CASE(reading_takes_what_is_there, kinds, kind) {
  auto [reader, writer] = ends_of(kind);
  const std::array<std::byte, 3> sent{std::byte{1}, std::byte{2}, std::byte{3}};
  BOOST_TEST(must(write_some(writer.native(), sent)) == 3U);
  std::array<std::byte, 100> got;
  BOOST_TEST(must(read_some(reader.native(), got)) == 3U);
  BOOST_TEST(std::equal(sent.begin(), sent.end(), got.begin()));
}

BOOST_DATA_TEST_CASE(nobody_to_read_is_broken_pipe_without_a_signal, kinds, kind) {
  const auto child = in_child([kind] {
    std::signal(SIGPIPE, SIG_DFL);  // would end the child
    auto [reader, writer] = ends_of(kind);
    reader.reset();
    const std::array<std::byte, 3> sent{};
    for (int count = 0; count < 2; ++count) {
      const auto written = write_some(writer.native(), sent);
      if (written || written.error().code != std::errc::broken_pipe) return 1;
    }
    return 0;
  });
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(a_stream_pair_goes_both_ways) {
  auto [one, other] = must(make_stream_pair());
  const std::array<std::byte, 2> sent{std::byte{8}, std::byte{9}};
  std::array<std::byte, 2> got{};
  for (const auto& [from, to] : {std::pair(one.native(), other.native()), std::pair(other.native(), one.native())}) {
    BOOST_TEST(must(write_some(from, sent)) == 2U);
    BOOST_TEST(must(read_some(to, got)) == 2U);
    BOOST_TEST((got == sent));
  }
}

// Each child writes pieces of one value. In what comes out, every piece must be whole.
BOOST_AUTO_TEST_CASE(pieces_up_to_the_bound_are_not_torn) {
  BOOST_TEST(atomic_write_bytes() >= 512U);
  constexpr int writers = 3;
  constexpr int pieces = 200;
  auto ends = must(make_pipe());
  std::vector<std::unique_ptr<child_process>> children;
  for (int writer = 1; writer <= writers; ++writer) {
    children.push_back(in_child([&] {
      const std::vector<std::byte> piece(atomic_write_bytes(), static_cast<std::byte>(writer));
      for (int count = 0; count < pieces; ++count) {
        const auto written = write_some(ends.writer.native(), piece);
        if (!written || *written != piece.size()) return 1;
      }
      return 0;
    }));
  }
  ends.writer.reset();
  const auto all = read_to_end(ends.reader.native());
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
