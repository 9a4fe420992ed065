// SPDX-License-Identifier: BSL-1.0
// Contract of handles.
#define BOOST_TEST_MODULE platform_handle
#include "platform/handle.hpp"

#include <boost/test/unit_test.hpp>

#include "open_handles.hpp"
#include "role.hpp"

using namespace contract;

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

BOOST_AUTO_TEST_CASE(moving_closes_what_was_there) {
  auto one = must(make_pipe());
  auto other = must(make_pipe());
  const native_handle replaced = one.reader.native();
  const native_handle kept = other.reader.native();
  one.reader = std::move(other.reader);
  BOOST_TEST(!is_open(replaced));
  BOOST_TEST(one.reader.native() == kept);
}

// Keeping from children changes nothing here, and is forgotten with the handle.
BOOST_AUTO_TEST_CASE(what_is_kept_can_be_used_here) {
  const auto kept = must(make_pipe());
  keep_from_children(kept.reader.native());
  keep_from_children(kept.writer.native());
  keep_from_children(invalid_handle);
  const std::array<std::byte, 1> byte{std::byte{4}};
  BOOST_TEST(must(write_some(kept.writer.native(), byte)) == 1U);
}
