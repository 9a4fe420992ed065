// SPDX-License-Identifier: BSL-1.0
// Contract of the list of threads.
#define BOOST_TEST_MODULE platform_threads
#include "platform/threads.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

#include "role.hpp"

using namespace contract;

namespace {

bool lists(std::uint64_t number) {
  const auto numbers = must(thread_numbers());
  return std::ranges::find(numbers, number) != numbers.end();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_thread_is_listed_while_it_runs) {
  const auto numbers = thread_numbers();
  if (!numbers) {
    BOOST_TEST(numbers.error().unsupported());
    BOOST_TEST(!numbers.error().reason.empty());
    return;
  }
  BOOST_TEST(lists(current_thread_number()));
  std::promise<std::uint64_t> began;
  std::promise<void> end;
  std::thread other([&] {
    began.set_value(current_thread_number());
    end.get_future().wait();
  });
  const std::uint64_t number = began.get_future().get();
  BOOST_TEST(number != current_thread_number());
  BOOST_TEST(lists(number));
  end.set_value();
  other.join();
}
