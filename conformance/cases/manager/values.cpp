// SPDX-License-Identifier: BSL-1.0
// SyncManager: queues, values, arrays and namespaces, used by two processes.
#include "conformance/cases/manager/counter.hpp"

namespace conformance {

MP_CASE("sync_manager.queue.from-process-to-process", requires_("SYNC-MANAGER-QUEUE")) {
  const auto manager = mp::Manager();
  const auto tasks = manager.JoinableQueue<int>(2);
  const auto results = manager.Queue<std::string>();
  BOOST_TEST(tasks.empty());
  Child child(
      [](const mp::QueueProxy<int>& from, const mp::QueueProxy<std::string>& to) {
        for (int each = from.get(); each != 0; each = from.get()) {
          to.put(std::to_string(each));
          from.task_done();
        }
        from.task_done();
      },
      tasks, results);
  for (const int each : {1, 2, 3, 0}) tasks.put(each);
  BOOST_TEST(tasks.join());
  child->join();
  BOOST_TEST(results.qsize() == 3U);
  for (const char* each : {"1", "2", "3"}) BOOST_TEST(results.get() == each);
  BOOST_CHECK_THROW((void)results.get_nowait(), mp::Empty);
  BOOST_CHECK_THROW((void)results.get(a_while), mp::Empty);
  tasks.put(1);
  tasks.put(2);
  BOOST_TEST(tasks.full());
  BOOST_CHECK_THROW(tasks.put_nowait(3), mp::Full);
  tasks.shutdown();
  BOOST_CHECK_THROW(tasks.put(3), mp::ShutDown);
}

MP_CASE("sync_manager.value.set-there",
        requires_("SYNC-MANAGER-VALUE", "SYNC-MANAGER-ARRAY", "SYNC-MANAGER-NAMESPACE")) {
  const auto manager = mp::Manager();
  const auto value = manager.Value<std::string>("before");
  const auto array = manager.Array<int>({1, 2, 3});
  const auto space = manager.Namespace();
  space.set("number", 10);
  BOOST_TEST(exitcode_of(
                 [](const mp::ValueProxy<std::string>& text, const mp::ArrayProxy<int>& numbers,
                    const mp::NamespaceProxy& names) {
                   text.set("after");
                   numbers.set(1, 20);
                   names.set("text", std::string("hello"));
                   answer(names.get<int>("number") == 10);
                 },
                 value, array, space) == yes);
  BOOST_TEST(value.get() == "after");
  BOOST_TEST(value.update([](const std::string& text) { return text + "!"; }) == "after!");
  BOOST_TEST(array.values() == (std::vector<int>{1, 20, 3}), boost::test_tools::per_element());
  BOOST_TEST(array.size() == 3U);
  BOOST_CHECK_THROW((void)array.get(3), std::out_of_range);
  BOOST_TEST(space.get<std::string>("text") == "hello");
  BOOST_TEST(space.names() == (std::vector<std::string>{"number", "text"}), boost::test_tools::per_element());
  space.remove("number");
  BOOST_TEST(!space.has("number"));
  BOOST_CHECK_THROW((void)space.get<int>("number"), std::out_of_range);
  BOOST_CHECK_THROW(space.remove("number"), std::out_of_range);
}

MP_CASE("sync_manager.value.updates-of-many-are-all-there", requires_("SYNC-MANAGER-VALUE")) {
  const auto manager = mp::Manager();
  const auto value = manager.Value<int>(0);
  const auto add = [](const mp::ValueProxy<int>& sum) {
    for (int i = 0; i < 20; ++i) sum.update([](int before) { return before + 1; });
  };
  Child one(add, value);
  Child other(add, value);
  one->join();
  other->join();
  BOOST_TEST(value.get() == 40);
}

}  // namespace conformance
