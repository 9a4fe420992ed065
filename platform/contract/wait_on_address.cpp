// SPDX-License-Identifier: BSL-1.0
// Contract of waiting on a word, on every strategy that works here.
#define BOOST_TEST_MODULE platform_wait_on_address
#include "platform/wait_on_address.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace contract;

namespace {

using shared_word = shared<std::atomic<std::uint32_t>>;

const auto strategies = boost::unit_test::data::make(working("address"));

}  // namespace

BOOST_DATA_TEST_CASE(a_word_that_differs_is_not_waited_for, strategies, by) {
  const serving_only only("address", by);
  const shared_word word;
  BOOST_TEST(must(wait_on_address())->name == by);
  must(must(wait_on_address())->wait(*word, 1, std::nullopt));
}

BOOST_DATA_TEST_CASE(a_wait_ends_at_its_deadline, strategies, by) {
  const serving_only only("address", by);
  const shared_word word;
  const auto& serving = *must(wait_on_address());
  for (const auto timeout : {0ms, 1ms, 60ms}) {
    const deadline until = deadline_after(timeout);
    while (!passed(until)) must(serving.wait(*word, 0, until));
    must(serving.wait(*word, 0, until));  // returns at once when it has passed
  }
}

BOOST_DATA_TEST_CASE(every_waiter_is_woken, strategies, by) {
  const serving_only only("address", by);
  const auto& serving = *must(wait_on_address());
  const shared_word word;
  std::vector<std::unique_ptr<child_process>> waiters;
  checkpoint waiting;
  for (int count = 0; count < 3; ++count) {
    waiters.push_back(in_child([&] {
      for (std::uint32_t round = 0; round < 5; ++round) {
        waiting.reach();
        while (word->load() == round) {
          if (!serving.wait(*word, round, std::nullopt)) return 1;
        }
      }
      return 0;
    }));
  }
  for (std::uint32_t round = 0; round < 5; ++round) {
    for (int count = 0; count < 3; ++count) waiting.await();
    *word = round + 1;
    serving.wake_all(*word);
  }
  for (const auto& each : waiters) BOOST_TEST(exit_code(*each) == 0);
}

BOOST_DATA_TEST_CASE(a_launched_process_waits_on_the_same_word, strategies, by) {
  const serving_only only("address", by);
  const auto& serving = *must(wait_on_address());
  const shared_word word;
  const auto child = launched({"word", text(word.native()), by}, {word.native()});
  *word = 1;
  serving.wake_all(*word);
  while (word->load() == 1) must(serving.wait(*word, 1, std::nullopt));
  BOOST_TEST(word->load() == 2U);
  BOOST_TEST(exit_code(*child) == 0);
}
