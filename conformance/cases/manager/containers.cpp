// SPDX-License-Identifier: BSL-1.0
// SyncManager: lists, dicts and sets, also of one another.
#include <map>

#include "conformance/cases/manager/counter.hpp"

namespace conformance {
namespace {

using Numbers = std::vector<int>;
using Rows = mp::ListProxy<mp::ListProxy<int>>;

}  // namespace

MP_CASE("sync_manager.list.as-a-list", requires_("SYNC-MANAGER-LIST")) {
  const auto manager = mp::Manager();
  const auto list = manager.list<int>({3, 1, 2});
  BOOST_TEST(exitcode_of(
                 [](const mp::ListProxy<int>& given) {
                   given.append(4);
                   given.extend(Numbers{5, 5});
                   answer(given.pop() == 5 && given.size() == 5);
                 },
                 list) == yes);
  BOOST_TEST(list.values() == (Numbers{3, 1, 2, 4, 5}), boost::test_tools::per_element());
  list.sort();
  list.insert(0, 0);
  BOOST_TEST(list.slice(1, 3) == (Numbers{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(list[5] == 5);
  list.set(5, 1);
  BOOST_TEST(list.count(1) == 2U);
  BOOST_TEST(list.index(1).value() == 1U);
  BOOST_TEST(!list.contains(77));
  list.remove(1);
  BOOST_TEST(list.pop(0) == 0);
  list.reverse();
  BOOST_TEST(list.values() == (Numbers{1, 4, 3, 2}), boost::test_tools::per_element());
  list.repeat(2);
  BOOST_TEST(list.size() == 8U);
  list.update([](Numbers& all) { all.resize(1); });
  BOOST_TEST(list.values() == (Numbers{1}), boost::test_tools::per_element());
  BOOST_CHECK_THROW((void)list.get(1), std::out_of_range);
  BOOST_CHECK_THROW(list.remove(77), std::out_of_range);
  list.clear();
  BOOST_TEST(list.empty());
  BOOST_CHECK_THROW((void)list.pop(), std::out_of_range);
}

MP_CASE("sync_manager.list.iterates-over-what-is-there", requires_("SYNC-MANAGER-LIST-ITERATION")) {
  const auto manager = mp::Manager();
  const auto list = manager.list<int>({1, 2, 3});
  Numbers seen;
  auto place = list.begin();
  for (; place != list.end(); ++place) {
    if (*place == 1) list.set(1, 20);
    if (*place == 3) list.append(4);
    seen.push_back(*place);
  }
  BOOST_TEST(seen == (Numbers{1, 20, 3, 4}), boost::test_tools::per_element());
}

MP_CASE("sync_manager.list.of-lists", requires_("SYNC-MANAGER-NESTED")) {
  const auto manager = mp::Manager();
  Rows rows;
  {
    const auto inner = manager.list<int>({1});
    rows = manager.list<mp::ListProxy<int>>({inner, manager.list<int>({2})});
    inner.append(10);
  }
  BOOST_TEST(manager.number_of_objects() == 3U);
  BOOST_TEST(rows.get(0).values() == (Numbers{1, 10}), boost::test_tools::per_element());
  BOOST_TEST(exitcode_of(
                 [](const Rows& given) {
                   given.get(1).append(20);
                   answer(given.get(0).size() == 2);
                 },
                 rows) == yes);
  BOOST_TEST(rows.get(1).values() == (Numbers{2, 20}), boost::test_tools::per_element());
  const auto kept = rows.pop();
  rows.clear();
  BOOST_TEST(kept.get(1) == 20);
  await_objects(manager, 2);  // the child had proxies, too
}

MP_CASE("sync_manager.list.plain-element-is-a-copy", requires_("SYNC-MANAGER-LIST")) {
  const auto manager = mp::Manager();
  const auto list = manager.list<Numbers>({{1, 2}});
  auto copy = list.get(0);
  copy.push_back(3);
  BOOST_TEST(list.get(0).size() == 2U);
  list.set(0, copy);
  BOOST_TEST(list.get(0).size() == 3U);
}

MP_CASE("sync_manager.dict.as-a-dict", requires_("SYNC-MANAGER-DICT")) {
  const auto manager = mp::Manager();
  const auto dict = manager.dict<std::string, int>(std::map<std::string, int>{{"one", 1}, {"two", 2}});
  BOOST_TEST(exitcode_of(
                 [](const mp::DictProxy<std::string, int>& given) {
                   given.set("three", 3);
                   answer(given.get("one") == 1 && given.setdefault("two", 77) == 2);
                 },
                 dict) == yes);
  BOOST_TEST(dict.size() == 3U);
  BOOST_TEST(dict["three"] == 3);
  BOOST_TEST(dict.get("four", 4) == 4);
  BOOST_TEST(!dict.contains("four"));
  BOOST_CHECK_THROW((void)dict.get("four"), std::out_of_range);
  BOOST_TEST(dict.keys() == (std::vector<std::string>{"one", "two", "three"}), boost::test_tools::per_element());
  BOOST_TEST(dict.values() == (Numbers{1, 2, 3}), boost::test_tools::per_element());
  BOOST_TEST(dict.pop("two") == 2);
  BOOST_TEST(dict.pop("two", 22) == 22);
  BOOST_TEST(dict.popitem().first == "three");
  dict.update(std::map<std::string, int>{{"one", 11}, {"five", 5}});
  BOOST_TEST(dict.get("one") == 11);
  dict.erase("five");
  BOOST_TEST(dict.items().size() == 1U);
  dict.clear();
  BOOST_CHECK_THROW((void)dict.popitem(), std::out_of_range);
}

MP_CASE("sync_manager.dict.iteration-sees-a-change", requires_("SYNC-MANAGER-DICT-ITERATION")) {
  const auto manager = mp::Manager();
  const auto dict = manager.dict<int, int>(std::map<int, int>{{1, 10}, {2, 20}, {3, 30}});
  int sum = 0;
  for (const auto& [key, value] : dict) sum += key + value;
  BOOST_TEST(sum == 66);
  auto place = dict.begin();
  dict.set(4, 40);
  BOOST_CHECK_THROW(++place, std::runtime_error);
}

MP_CASE("sync_manager.dict.of-queues-and-dicts", requires_("SYNC-MANAGER-NESTED")) {
  const auto manager = mp::Manager();
  const auto queues = manager.dict<std::string, mp::QueueProxy<int>>();
  queues.set("tasks", manager.Queue<int>());
  const auto dicts = manager.list<mp::DictProxy<int, int>>({manager.dict<int, int>()});
  BOOST_TEST(exitcode_of(
                 [](const mp::DictProxy<std::string, mp::QueueProxy<int>>& given,
                    const mp::ListProxy<mp::DictProxy<int, int>>& others) {
                   given.get("tasks").put(7);
                   others.get(0).set(1, 2);
                 },
                 queues, dicts) == 0);
  BOOST_TEST(queues.get("tasks").get() == 7);
  BOOST_TEST(dicts.get(0).get(1) == 2);
}

MP_CASE("sync_manager.set.as-a-set", requires_("SYNC-MANAGER-SET")) {
  const auto manager = mp::Manager();
  const auto set = manager.set<int>({1, 2, 2});
  BOOST_TEST(exitcode_of(
                 [](const mp::SetProxy<int>& given) {
                   given.add(3);
                   answer(given.contains(1) && given.size() == 3);
                 },
                 set) == yes);
  set |= Numbers{3, 4, 5};
  set -= Numbers{1};
  set ^= Numbers{5, 6};
  BOOST_TEST((set.values() == std::set<int>{2, 3, 4, 6}));
  set &= set.values();
  set &= Numbers{2, 3};
  BOOST_TEST(!set.discard(77));
  BOOST_CHECK_THROW(set.remove(77), std::out_of_range);
  set.remove(2);
  BOOST_TEST(set.pop() == 3);
  BOOST_CHECK_THROW((void)set.pop(), std::out_of_range);
  BOOST_TEST(set.empty());
}

}  // namespace conformance
