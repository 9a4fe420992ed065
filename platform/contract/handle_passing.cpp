// SPDX-License-Identifier: BSL-1.0
// Contract of giving handles to a process that runs already.
#define BOOST_TEST_MODULE platform_handle_passing
#include "platform/handle_passing.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "platform/wait.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const std::vector<std::byte> mark{std::byte{7}};

/// STREAM COUNT: receives that many writers and writes into each how manieth it was.
const role numbering("numbering", [](arriving& given) {
  const native_handle stream = given.native();
  const auto wanted = static_cast<std::size_t>(given.number());
  const std::vector<handle> got = value_of(receive_handles(stream));
  if (got.size() != wanted) return 1;
  for (std::size_t index = 0; index < got.size(); ++index) {
    if (!write_all(got[index].native(), std::vector{static_cast<std::byte>(index)})) return 2;
  }
  return 0;
});

/// STREAM: makes a pipe, gives the reader away, closes its own, and writes.
const role giver("giver", [](arriving& given) {
  pipe_ends ends = value_of(make_pipe());
  const native_handle reader = ends.reader.native();
  value_of(send_handles(given.native(), {&reader, 1}));
  ends.reader.reset();
  return write_all(ends.writer.native(), mark) ? 0 : 1;
});

/// Launches a role with the second end of the pair.
std::unique_ptr<child_process> launch_with(const role& plays, stream_ends& ends, std::size_t count = 0) {
  auto child = plays.launch(parcel().add_handle(ends.second.native()).add(count));
  ends.second.reset();
  return child;
}

std::vector<native_handle> writers(std::vector<pipe_ends>& of) {
  std::vector<native_handle> handles;
  for (const pipe_ends& each : of) handles.push_back(each.writer.native());
  return handles;
}

}  // namespace

BOOST_DATA_TEST_CASE(handles_arrive_in_order, boost::unit_test::data::make({0, 1, 5, 64}), count) {
  auto ends = must(make_stream_pair());
  const auto child = launch_with(numbering, ends, static_cast<std::size_t>(count));
  std::vector<pipe_ends> pipes;
  for (int made = 0; made < count; ++made) pipes.push_back(must(make_pipe()));
  must(send_handles(ends.first.native(), writers(pipes)));
  for (pipe_ends& each : pipes) each.writer.reset();  // at once: the other side has its own
  for (std::size_t index = 0; index < pipes.size(); ++index) {
    const auto said = read_to_end(pipes[index].reader.native());
    BOOST_REQUIRE(said.size() == 1U);
    BOOST_TEST((said[0] == static_cast<std::byte>(index)));
  }
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(a_received_handle_works_and_is_the_only_one) {
  auto ends = must(make_stream_pair());
  const auto child = launch_with(giver, ends);
  std::vector<handle> got = must(receive_handles(ends.first.native()));
  BOOST_REQUIRE(got.size() == 1U);
  BOOST_TEST((read_to_end(got[0].native()) == mark));
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(nothing_stays_open_of_what_is_closed) {
  auto ends = must(make_stream_pair());
  std::vector<pipe_ends> pipes;
  pipes.push_back(must(make_pipe()));
  std::thread sends([&] { value_of(send_handles(ends.first.native(), writers(pipes))); });
  must(receive_handles(ends.second.native()));
  sends.join();
  pipes[0].writer.reset();
  BOOST_TEST(read_to_end(pipes[0].reader.native()).empty());
}

BOOST_AUTO_TEST_CASE(too_many_at_once_are_an_error) {
  const auto ends = must(make_stream_pair());
  const std::vector<native_handle> same(most_handles_passed + 1, ends.first.native());
  BOOST_TEST(!send_handles(ends.first.native(), same));
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_not_open_is_an_error_and_nothing_is_sent) {
  auto ends = must(make_stream_pair());
  auto pipe = must(make_pipe());
  native_handle closed = pipe.reader.native();
  pipe.reader.reset();
  BOOST_TEST(!send_handles(ends.first.native(), {&closed, 1}));
  // The stream is as it was.
  const auto child = launch_with(numbering, ends, 1);
  std::vector<pipe_ends> pipes;
  pipes.push_back(must(make_pipe()));
  must(send_handles(ends.first.native(), writers(pipes)));
  pipes[0].writer.reset();
  BOOST_TEST(read_to_end(pipes[0].reader.native()).size() == 1U);
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(an_other_side_that_has_ended_is_broken_pipe) {
  for (const bool sending : {true, false}) {
    auto ends = must(make_stream_pair());
    ends.second.reset();
    const native_handle passed = ends.first.native();
    const error failure = sending ? send_handles(passed, {&passed, 1}).error() : receive_handles(passed).error();
    BOOST_TEST((failure.code == std::errc::broken_pipe), failure.message());
  }
}

BOOST_AUTO_TEST_CASE(an_other_side_that_ends_without_taking_is_broken_pipe) {
  auto ends = must(make_stream_pair());
  const auto pipe = must(make_pipe());
  const native_handle passed = pipe.writer.native();
  result<> sent;
  std::thread sends([&] { sent = send_handles(ends.first.native(), {&passed, 1}); });
  const native_handle waited = ends.second.native();
  must(wait_any({&waited, 1}, std::nullopt));
  ends.second.reset();
  sends.join();
  BOOST_REQUIRE(!sent);
  BOOST_TEST((sent.error().code == std::errc::broken_pipe), sent.error().message());
}

BOOST_AUTO_TEST_CASE(a_pipe_is_no_stream) {
  const auto pipe = must(make_pipe());
  BOOST_TEST(!send_handles(pipe.writer.native(), {}));
  must(write_some(pipe.writer.native(), mark));
  BOOST_TEST(!receive_handles(pipe.reader.native()));
}

BOOST_DATA_TEST_CASE(foreign_bytes_are_an_error, boost::unit_test::data::make({1, 8, 500}), size) {
  auto ends = must(make_stream_pair());
  BOOST_TEST(write_all(ends.first.native(), std::vector<std::byte>(static_cast<std::size_t>(size), std::byte{0x5a})));
  ends.first.reset();
  BOOST_TEST(!receive_handles(ends.second.native()));
}
