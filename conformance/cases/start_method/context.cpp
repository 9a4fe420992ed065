// SPDX-License-Identifier: BSL-1.0
// Contexts: the API bound to one start method.
#include <mutex>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

mp::StartMethod other_than(mp::StartMethod used) {
  for (const auto method : mp::get_all_start_methods()) {
    if (method != used) {
      return method;
    }
  }
  unsupported("only one start method works here");
}

}  // namespace

MP_CASE("context.get_context.unknown-is-refused", requires_("CONTEXT-GET-UNKNOWN")) {
  BOOST_CHECK_THROW((void)mp::get_context("teleport"), mp::ValueError);
}

MP_CASE("context.get_context.default-is-the-default-method", requires_("CONTEXT-GET-DEFAULT")) {
  BOOST_TEST(mp::get_context().get_start_method() == mp::get_start_method());
}

MP_CASE("context.process.children-report-its-method", requires_("CONTEXT-PROCESS-METHOD")) {
  for (const auto method : mp::get_all_start_methods()) {
    const auto context = mp::get_context(mp::to_string(method));
    BOOST_TEST(context.get_start_method() == method);
    auto child =
        context.Process([](const std::string& expected) { answer(mp::to_string(mp::get_start_method()) == expected); },
                        std::string(mp::to_string(method)));
    child.start();
    child.join();
    BOOST_TEST(child.exitcode() == yes);
  }
}

MP_CASE("context.process.leaves-the-default-alone", requires_("CONTEXT-PROCESS-DEFAULT")) {
  const auto used = mp::get_start_method();
  for (const auto method : mp::get_all_start_methods()) {
    auto child = mp::get_context(mp::to_string(method)).Process([] { answer(true); });
    child.start();
    child.join();
    BOOST_TEST(child.exitcode() == yes);
    BOOST_TEST(mp::get_start_method() == used);
  }
}

MP_CASE("context.objects.serve-children-of-another-method", requires_("CONTEXT-OBJECTS-MIXED")) {
  const auto used = mp::get_start_method();
  const auto here = mp::get_context(mp::to_string(used));
  const auto there = mp::get_context(mp::to_string(other_than(used)));
  const auto lock = here.Lock();
  auto queue = here.Queue<int>();
  auto child = there.Process(
      [](mp::Lock their_lock, mp::Queue<int> their_queue) {
        const std::scoped_lock guard(their_lock);
        their_queue.put(17);
      },
      lock, queue);
  child.start();
  BOOST_TEST(queue.get() == 17);
  child.join();
  BOOST_TEST(child.exitcode() == 0);
}

MP_CASE("context.objects.pass-on-to-grandchildren", requires_("CONTEXT-OBJECTS-GRANDCHILD")) {
  mp::Queue<int> queue;
  mp::Event event;
  Child child(
      [](mp::Queue<int> mine, mp::Event flag) {
        answer(exitcode_of(
                   [](mp::Queue<int> results, mp::Event set) {
                     results.put(23);
                     set.set();
                   },
                   mine, flag) == 0);
      },
      queue, event);
  BOOST_TEST(event.wait());
  BOOST_TEST(queue.get() == 23);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

}  // namespace conformance
