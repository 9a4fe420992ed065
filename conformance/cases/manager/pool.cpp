// SPDX-License-Identifier: BSL-1.0
// SyncManager::Pool: a pool in the server, for all who have its proxy.
#include <map>
#include <numeric>

#include "conformance/cases/manager/counter.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }
int add(int a, int b) { return a + b; }
int refuse(int n) {
  if (n == 2) throw std::out_of_range("refused " + std::to_string(n));
  return n;
}
std::int64_t pid() { return *mp::current_process().pid(); }
void wait_for(const mp::EventProxy& event) { (void)event.wait(); }

std::optional<int> told;
void keep(int number) { told = number; }

std::vector<int> up_to(int end) {
  std::vector<int> all(static_cast<std::size_t>(end));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

}  // namespace

MP_CASE("sync_manager.pool.calls", requires_("SYNC-MANAGER-POOL")) {
  const auto manager = mp::Manager();
  const auto pool = manager.Pool(2);
  BOOST_TEST(pool.size() == 2U);
  BOOST_TEST(pool.apply(square, 7) == 49);
  BOOST_TEST(pool.apply([](const std::string& text, bool wanted) { return wanted ? text : ""; }, "x", true) == "x");
  BOOST_TEST(pool.apply([](bool b) { return !b; }, true) == false);
  BOOST_TEST(pool.apply(pid) != pid());
  BOOST_TEST(pool.apply(pid) != *manager.process().pid());
  BOOST_CHECK_THROW((void)pool.apply(refuse, 2), std::out_of_range);
  const auto event = manager.Event();
  const auto waiting = pool.apply_async(wait_for, event);
  BOOST_CHECK_THROW(waiting.get(a_while), mp::TimeoutError);
  BOOST_TEST(!waiting.ready());
  BOOST_CHECK_THROW((void)waiting.successful(), mp::ValueError);
  event.set();
  waiting.get();
  BOOST_TEST(waiting.successful());
  const auto refused = pool.apply_async(refuse, 2);
  BOOST_TEST(refused.wait());
  BOOST_TEST(!refused.successful());
}

MP_CASE("sync_manager.pool.of-two-processes", requires_("SYNC-MANAGER-POOL")) {
  const auto manager = mp::Manager();
  const auto pool = manager.Pool({.processes = 1}, keep, 5);
  const auto ours = pool.apply([] { return std::pair(*told, pid()); });
  BOOST_TEST(ours.first == 5);
  const auto results = manager.Queue<std::int64_t>();
  Child child([](const mp::PoolProxy& given, const mp::QueueProxy<std::int64_t>& to) { to.put(given.apply(pid)); },
              pool, results);
  BOOST_TEST(results.get() == ours.second);
  child->join();
}

MP_CASE("sync_manager.pool.death-and-cancel", requires_("SYNC-MANAGER-POOL")) {
  const auto manager = mp::Manager();
  const auto pool = manager.Pool(1);
  BOOST_CHECK_THROW(pool.apply([] { std::_Exit(3); }), mp::WorkerDiedError);
  const auto event = manager.Event();
  const auto running = pool.apply_async(wait_for, event);
  const auto queued = pool.apply_async(square, 3);
  BOOST_TEST(queued.cancel());
  BOOST_CHECK_THROW((void)queued.get(), mp::CancelledError);
  BOOST_TEST(running.cancel(mp::Cancel::running));
  BOOST_CHECK_THROW(running.get(), mp::CancelledError);
  BOOST_CHECK_THROW(pool.apply(mp::TaskOptions{.timeout = a_while}, wait_for, event), mp::TaskTimeoutError);
  BOOST_TEST(pool.apply(square, 3) == 9);
}

MP_CASE("sync_manager.pool.maps", requires_("SYNC-MANAGER-POOL-MAPS")) {
  const auto manager = mp::Manager();
  const auto pool = manager.Pool(2);
  for (const std::size_t chunksize : {0, 1, 3, 100}) {
    BOOST_TEST((pool.map(square, up_to(10), {.chunksize = chunksize}) ==
                std::vector<int>{0, 1, 4, 9, 16, 25, 36, 49, 64, 81}));
  }
  BOOST_TEST(pool.map(square, up_to(0)).empty());
  BOOST_TEST((pool.starmap(add, std::vector<std::pair<int, int>>{{1, 2}, {3, 4}}) == std::vector{3, 7}));
  BOOST_CHECK_THROW((void)pool.map(refuse, up_to(5)), std::out_of_range);
  const auto later = pool.map_async([](int) {}, up_to(3));
  later.get();
  BOOST_TEST(later.successful());
}

MP_CASE("sync_manager.pool.one-result-after-the-other", requires_("SYNC-MANAGER-POOL-MAPS")) {
  const auto manager = mp::Manager();
  const auto pool = manager.Pool(2);
  int next = 0;
  for (const int result : pool.imap(square, up_to(10), {.chunksize = 3})) {
    BOOST_TEST(result == next * next);
    ++next;
  }
  BOOST_TEST(next == 10);
  std::map<int, int> seen;
  for (const int result : pool.imap_unordered(square, up_to(10), {.chunksize = 3})) ++seen[result];
  BOOST_TEST(seen.size() == 10U);
  auto failing = pool.imap(refuse, up_to(4));
  BOOST_TEST(*failing.next() == 0);
  BOOST_TEST(*failing.next() == 1);
  BOOST_CHECK_THROW((void)failing.next(), std::out_of_range);
  BOOST_TEST(*failing.next() == 3);
  BOOST_TEST(!failing.next());
  const auto event = manager.Event();
  auto waiting = pool.imap(wait_for, std::vector{event});
  BOOST_CHECK_THROW((void)waiting.next(a_while), mp::TimeoutError);
  event.set();
  BOOST_TEST(waiting.next().has_value());
}

MP_CASE("sync_manager.pool.closed-and-joined", requires_("SYNC-MANAGER-POOL-ENDS")) {
  const auto manager = mp::Manager();
  const auto pool = manager.Pool(2);
  BOOST_CHECK_THROW(pool.join(), mp::ValueError);
  const auto last = pool.apply_async(square, 4);
  pool.close();
  BOOST_CHECK_THROW((void)pool.apply_async(square, 5), mp::ValueError);
  pool.join();
  BOOST_TEST(last.ready());
  BOOST_TEST(last.get() == 16);
}

MP_CASE("sync_manager.pool.terminated", requires_("SYNC-MANAGER-POOL-ENDS")) {
  const auto manager = mp::Manager();
  const auto pool = manager.Pool(1);
  const auto never = pool.apply_async(wait_for, manager.Event());
  pool.terminate();
  pool.join();
  BOOST_CHECK_THROW(never.get(), mp::CancelledError);
}

MP_CASE("sync_manager.pool.ends-with-its-proxy-and-the-server", requires_("SYNC-MANAGER-POOL-ENDS")) {
  auto manager = mp::Manager();
  {
    const auto pool = manager.Pool(1);
    BOOST_TEST(pool.apply(square, 2) == 4);
  }
  await_objects(manager, 0);
  const auto pool = manager.Pool(1);
  const auto never = pool.apply_async(wait_for, manager.Event());
  manager.shutdown();
  BOOST_CHECK_THROW(never.get(), mp::EOFError);
}

}  // namespace conformance
