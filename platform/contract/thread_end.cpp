// SPDX-License-Identifier: BSL-1.0
// Contract of what is done when a thread ends.
#define BOOST_TEST_MODULE platform_thread_end
#include "platform/thread_end.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "role.hpp"

using namespace contract;

namespace {

struct called {
  std::string name;
  std::thread::id thread;
};

/// Of one thread, which is joined before anybody looks.
std::vector<called> calls;

void note(void* name) {
  const std::unique_ptr<std::string> owned(static_cast<std::string*>(name));
  calls.push_back({*owned, std::this_thread::get_id()});
}

void ask(const char* name) { must(at_thread_end(note, new std::string(name))); }

std::string names() {
  std::string all;
  for (const auto& each : calls) all += each.name;
  return all;
}

std::thread::id run_and_join(void (*body)()) {
  calls.clear();
  std::thread thread(body);
  const auto id = thread.get_id();
  thread.join();
  return id;
}

const role end_program("end_program", [](arriving&) {
  // Called or not, the program ends as it was told to.
  must(at_thread_end([](void* argument) { delete static_cast<std::string*>(argument); }, new std::string(100, 'x')));
  return 7;
});

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_asked_for_last_comes_first) {
  const auto thread = run_and_join([] {
    ask("a");
    ask("b");
    ask("c");
    BOOST_TEST(calls.empty());
  });
  BOOST_TEST(names() == "cba");
  for (const auto& each : calls) BOOST_TEST((each.thread == thread));
}

BOOST_AUTO_TEST_CASE(what_is_called_may_ask_for_more) {
  run_and_join([] {
    ask("a");
    must(at_thread_end(
        [](void*) {
          ask("c");
          ask("b");
        },
        nullptr));
  });
  BOOST_TEST(names() == "bca");
}

BOOST_AUTO_TEST_CASE(every_thread_has_its_own) {
  for (int round = 0; round < 100; ++round) {
    run_and_join([] { ask("x"); });
    BOOST_TEST(names() == "x");
  }
}

BOOST_AUTO_TEST_CASE(threads_that_are_given_up_end_by_themselves) {
  constexpr int threads = 1000;
  const auto ended = std::make_shared<std::atomic<int>>(0);
  for (int i = 0; i < threads; ++i) {
    const auto count = [](void* argument) {
      const std::unique_ptr<std::shared_ptr<std::atomic<int>>> mine(
          static_cast<std::shared_ptr<std::atomic<int>>*>(argument));
      ++**mine;
    };
    detach_thread(std::thread([=] { must(at_thread_end(count, new std::shared_ptr(ended))); }));
  }
  while (*ended < threads) std::this_thread::yield();
  BOOST_TEST(*ended == threads);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_program_is_left_in_peace) {
  const auto child = end_program.launch(parcel());
  BOOST_TEST(exit_code(*child) == 7);
}
