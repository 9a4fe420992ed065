// SPDX-License-Identifier: BSL-1.0
// Contract of waiting on a word, on every strategy that works here.
#define BOOST_TEST_MODULE platform_wait_on_address
#include "platform/wait_on_address.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace contract;

namespace {

const working strategies("address");

}  // namespace

namespace contract {

struct placed {
  explicit placed(const std::string& by) : only("address", by), made(must(make_address_wait(*memory))) {}

  [[nodiscard]] std::atomic<std::uint32_t>& word() const { return memory->word; }

  serving_only only;
  shared<wait_memory> memory;
  std::unique_ptr<address_wait> made;
};

}  // namespace contract

BOOST_DATA_TEST_CASE(a_word_that_differs_is_not_waited_for, strategies, by) {
  const placed here(by);
  BOOST_TEST(here.made->transfer().strategy == by);
  must(here.made->wait(1, std::nullopt));
}

BOOST_DATA_TEST_CASE(a_wait_ends_at_its_deadline, strategies, by) {
  const placed here(by);
  for (const auto timeout : {0ms, 1ms, 60ms}) {
    const deadline until = deadline_after(timeout);
    while (!passed(until)) must(here.made->wait(0, until));
    must(here.made->wait(0, until));  // returns at once when it has passed
  }
}

BOOST_DATA_TEST_CASE(every_waiter_is_woken, strategies, by) {
  const placed here(by);
  std::vector<std::unique_ptr<child_process>> waiters;
  checkpoint waiting;
  for (int count = 0; count < 3; ++count) {
    waiters.push_back(in_child([&] {
      for (std::uint32_t round = 0; round < 5; ++round) {
        waiting.reach();
        while (here.word() == round) {
          if (!here.made->wait(round, std::nullopt)) return 1;
        }
      }
      return 0;
    }));
  }
  for (std::uint32_t round = 0; round < 5; ++round) {
    for (int count = 0; count < 3; ++count) waiting.await();
    here.word() = round + 1;
    here.made->wake_all();
  }
  for (const auto& each : waiters) BOOST_TEST(exit_code(*each) == 0);
}

BOOST_DATA_TEST_CASE(a_launched_process_waits_on_the_same_word, strategies, by) {
  const placed here(by);
  const wait_transfer handed = here.made->transfer();
  std::vector<std::string> arguments{"word",           text(here.memory.native()),
                                     handed.strategy,  handed.wake.strategy,
                                     handed.wake.name, std::to_string(handed.wake.maximum)};
  std::vector<native_handle> inherited = handed.wake.handles;
  for (const native_handle each : inherited) arguments.push_back(text(each));
  inherited.push_back(here.memory.native());
  const auto child = launched(std::move(arguments), std::move(inherited));
  here.word() = 1;
  here.made->wake_all();
  while (here.word() == 1) must(here.made->wait(1, std::nullopt));
  BOOST_TEST(here.word() == 2U);
  BOOST_TEST(exit_code(*child) == 0);
}
