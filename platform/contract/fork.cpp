// SPDX-License-Identifier: BSL-1.0
// Contract of forking: what a forked child holds, and that it can use its copies of every primitive. Where fork does
// not work, that it says so.
#define BOOST_TEST_MODULE platform_fork
#include <atomic>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "open_handles.hpp"
#include "platform/code_address.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const bool forks = static_cast<bool>(fork_supported());
const working semaphores("semaphore");

struct only_where_fork_works {
  boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const {
    boost::test_tools::assertion_result answer(forks);
    if (!forks) answer.message() << "fork does not work here";
    return answer;
  }
};
const auto where_it_works = boost::unit_test::precondition(only_where_fork_works());

/// Forks a child that runs `body` and ends with the code that it returns.
template <class Body>
std::unique_ptr<child_process> in_child(Body body, const std::vector<native_handle>& keep = {}) {
  auto forked = fork_process(keep);
  if (forked && !*forked) {
    int code = 99;
    try {
      code = body();
    } catch (...) {
    }
    exit_process(code);
  }
  return must(std::move(forked));
}

/// TOKENS: takes one unit and gives two.
const role take_one_give_two("take-one-give-two", [](arriving& given) {
  semaphore& tokens = given.semaphore();
  if (!value_of(tokens.acquire(std::nullopt))) return 1;
  return value_of(tokens.release()) && value_of(tokens.release()) ? 0 : 2;
});

void find_me() {}

void await_end(native_handle reader) {
  std::array<std::byte, 1> byte;
  BOOST_TEST(must(read_some(reader, byte)) == 0U);
}

}  // namespace

BOOST_AUTO_TEST_CASE(forking_works_or_says_why_not) {
  const auto supported = fork_supported();
  auto child = fork_process();
  if (child && !*child) exit_process(17);
  BOOST_TEST(static_cast<bool>(supported) == static_cast<bool>(child));
  if (child) {
    BOOST_TEST(exit_code(**child) == 17);
    return;
  }
  for (const error& failure : {supported.error(), child.error()}) {
    BOOST_TEST(failure.unsupported());
    BOOST_TEST(!failure.reason.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_forked_child_does_not_hold_what_is_kept_from_it, *where_it_works) {
  auto kept = must(make_pipe());
  keep_from_children(kept.writer.native());
  checkpoint gate;
  const auto child = in_child([&] {
    gate.close_writer();
    gate.await();
    return 0;
  });
  kept.writer.reset();
  await_end(kept.reader.native());  // would wait for ever if the child held the writer
  gate.close_writer();
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(an_exception_can_be_made_for_one_child, *where_it_works) {
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
BOOST_AUTO_TEST_CASE(a_copy_of_a_kept_handle_can_be_destroyed_in_the_child, *where_it_works) {
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

BOOST_AUTO_TEST_CASE(closing_forgets_that_it_was_kept, *where_it_works) {
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

BOOST_DATA_TEST_CASE(a_forked_copy_that_is_destroyed_takes_nothing_away, semaphores, by) {
  if (!forks) return;
  placed_semaphore handed(by, 1, 5);
  const auto copy = in_child([&] {
    handed.made.reset();
    return 0;
  });
  BOOST_TEST(exit_code(*copy) == 0);
  const auto user = take_one_give_two.launch(parcel().add(handed));
  BOOST_TEST(exit_code(*user) == 0);
  BOOST_TEST(must(handed.made->value()) == 2U);
}

// A child of the maker is not its child's to wait for, nor to end.
BOOST_AUTO_TEST_CASE(a_child_finds_code_whatever_other_threads_look_for, *where_it_works) {
  const code_pointer function = find_me;
  const code_address located = must(locate_code(function));
  std::atomic<bool> enough{false};
  std::thread looks([&] {
    while (!enough) value_of(locate_code(function));
  });
  for (int i = 0; i < 300; ++i) {
    const auto child = in_child([&] { return value_of(resolve_code(located)) == function ? 0 : 1; });
    BOOST_TEST(exit_code(*child) == 0);
  }
  enough = true;
  looks.join();
}

BOOST_AUTO_TEST_CASE(a_child_belongs_to_its_maker, *where_it_works) {
  checkpoint gate;
  const auto first = in_child([&] {
    gate.close_writer();
    gate.await();
    return 5;
  });
  const auto second = in_child([&] {
    gate.close_writer();
    return !first->wait(at_once) && !first->kill() && !first->terminate() ? 0 : 1;
  });
  BOOST_TEST(exit_code(*second) == 0);
  gate.close_writer();
  BOOST_TEST(exit_code(*first) == 5);
}
