// SPDX-License-Identifier: BSL-1.0
// Contract of handles, and of what forked children hold.
#define BOOST_TEST_MODULE platform_handle
#include "platform/handle.hpp"

#include <boost/test/unit_test.hpp>

#include "platform/wait.hpp"
#include "support.hpp"

using namespace contract;

namespace {

bool is_open(native_handle native) { return static_cast<bool>(duplicate(native)); }

/// Waits until a child that holds no writer of `gate` any more may end.
int stay_until_end(checkpoint& gate) {
  gate.close_writer();
  gate.await();
  return 0;
}

void await_end(native_handle reader) {
  std::array<std::byte, 1> byte;
  BOOST_TEST(must(read_some(reader, byte)) == 0U);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_handle_closes_what_it_owns) {
  auto ends = must(make_pipe());
  const native_handle number = ends.writer.native();
  {
    const handle moved = std::move(ends.writer);
    BOOST_TEST(!ends.writer);
    BOOST_TEST(is_open(number));
  }
  BOOST_TEST(!is_open(number));
  const native_handle released = ends.reader.release();
  BOOST_TEST(is_open(released));
  handle owner(released);
  owner.reset();
  BOOST_TEST(!is_open(released));
}

BOOST_AUTO_TEST_CASE(a_duplicate_lives_on_its_own) {
  auto ends = must(make_pipe());
  const handle copy = must(duplicate(ends.writer.native()));
  ends.writer.reset();
  const std::array<std::byte, 1> byte{std::byte{4}};
  BOOST_TEST(must(write_some(copy.native(), byte)) == 1U);
  BOOST_TEST(!duplicate(invalid_handle));
}

BOOST_AUTO_TEST_CASE(a_forked_child_does_not_hold_what_is_kept_from_it) {
  auto kept = must(make_pipe());
  keep_from_children(kept.writer.native());
  checkpoint gate;
  const auto child = in_child([&] { return stay_until_end(gate); });
  kept.writer.reset();
  await_end(kept.reader.native());  // would wait for ever if the child held the writer
  gate.close_writer();
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(an_exception_can_be_made_for_one_child) {
  auto kept = must(make_pipe());
  keep_from_children(kept.writer.native());
  const auto child = in_child(
      [&] {
        const std::array<std::byte, 1> byte{std::byte{4}};
        const auto written = write_some(kept.writer.native(), byte);
        // What was kept here is still kept from the next generation.
        const auto grandchild = fork_process();
        if (grandchild && !*grandchild) exit_process(write_some(kept.writer.native(), byte) ? 1 : 0);
        const auto code = grandchild ? (*grandchild)->wait(std::nullopt) : grandchild.error();
        return written && code && *code == 0 ? 0 : 1;
      },
      {kept.writer.native()});
  BOOST_TEST(exit_code(*child) == 0);
  kept.writer.reset();
  std::array<std::byte, 10> bytes;
  BOOST_TEST(must(read_some(kept.reader.native(), bytes)) == 1U);
  await_end(kept.reader.native());
}

// The child has a copy of the object that owns the number. Destroying it must not close what took the number's place.
BOOST_AUTO_TEST_CASE(a_copy_of_a_kept_handle_can_be_destroyed_in_the_child) {
  auto kept = must(make_pipe());
  keep_from_children(kept.writer.native());
  keep_from_children(kept.reader.native());
  const auto child = in_child([&] {
    auto fresh = make_pipe();
    if (!fresh) return 1;
    kept.reader.reset();
    kept.writer.reset();
    return is_open(fresh->reader.native()) && is_open(fresh->writer.native()) ? 0 : 2;
  });
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(closing_forgets_that_it_was_kept) {
  native_handle number = invalid_handle;
  {
    const auto kept = must(make_pipe());
    number = kept.reader.native();
    keep_from_children(number);
  }
  const auto reused = must(make_pipe());
  BOOST_REQUIRE(reused.reader.native() == number);
  const std::array<std::byte, 1> byte{std::byte{4}};
  must(write_some(reused.writer.native(), byte));
  const auto child = in_child([&] {
    std::array<std::byte, 1> got{};
    const auto count = read_some(reused.reader.native(), got);
    return count && *count == 1 ? 0 : 1;
  });
  BOOST_TEST(exit_code(*child) == 0);
}
