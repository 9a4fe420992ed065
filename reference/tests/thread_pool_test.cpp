// SPDX-License-Identifier: BSL-1.0
// A pool of threads: what it has in common with the pool of processes, and where it can do more and less.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <set>
#include <thread>

#include "multiprocessing/dummy/pool.hpp"
#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(threads_make_the_same_calls) {
  mp::ThreadPool pool(3);
  BOOST_TEST(pool.size() == 3U);
  int counted = 0;  // captured, as no process could
  std::mutex mutex;
  const auto add = [&](int n) {
    const std::lock_guard guard(mutex);
    return counted += n;
  };
  BOOST_TEST(pool.apply(add, 5) == 5);
  (void)pool.map(add, std::vector<int>{1, 2, 3});
  BOOST_TEST(counted == 11);
  BOOST_TEST((pool.starmap([](int a, int b) { return a * b; }, std::vector<std::pair<int, int>>{{2, 3}}) ==
              std::vector<int>{6}));
  auto results = pool.imap([](int n) { return n + 1; }, std::vector<int>{1, 2});
  BOOST_TEST(*results.next() == 2);
  BOOST_TEST(*results.next() == 3);
  BOOST_TEST(!results.next());
  struct Unpicklable {
    explicit Unpicklable(int n) : number(n) {}
    int number;
  };
  BOOST_TEST(pool.apply([](const Unpicklable& u) { return Unpicklable(u.number + 1); }, Unpicklable(1)).number == 2);
}

BOOST_AUTO_TEST_CASE(exceptions_arrive_as_they_were_thrown) {
  struct Private {
    int code;
  };
  mp::ThreadPool pool(1);
  BOOST_CHECK_EXCEPTION(pool.apply([] { throw Private{3}; }), Private,
                        [](const auto& error) { return error.code == 3; });
  try {
    pool.apply([] { throw std::runtime_error("plain"); });
  } catch (const std::exception& error) {
    BOOST_TEST((dynamic_cast<const std::nested_exception*>(&error) == nullptr));
  }
}

BOOST_AUTO_TEST_CASE(what_waits_can_be_cancelled_and_what_runs_goes_on) {
  std::promise<void> begun;
  std::promise<void> go;
  auto gone = go.get_future().share();
  mp::ThreadPool pool(1);
  const auto running = pool.apply_async([gone, &begun] {
    begun.set_value();
    gone.wait();
  });
  begun.get_future().wait();
  BOOST_TEST(!running.cancel(mp::Cancel::running));
  const auto waiting = pool.apply_async([] { return 1; });
  BOOST_TEST(waiting.cancel(mp::Cancel::running));
  BOOST_CHECK_THROW(waiting.get(), mp::CancelledError);
  std::thread ender([&] { pool.terminate(); });
  go.set_value();
  ender.join();
  BOOST_TEST(running.ready());
  BOOST_CHECK_THROW((void)pool.apply_async([] {}), mp::ValueError);
}

BOOST_AUTO_TEST_CASE(an_initializer_runs_in_each_thread_and_may_fail) {
  static std::atomic<int> begun = 0;
  {
    mp::ThreadPool pool(
        2, [](int n) { begun += n; }, 5);
    pool.close();
    pool.join();
  }
  BOOST_TEST(begun == 10);
  mp::ThreadPool failing(1, [] { throw std::out_of_range("init"); });
  BOOST_CHECK_THROW((void)failing.apply([] { return 1; }), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(misuse_is_refused) {
  BOOST_CHECK_THROW(mp::ThreadPool(0), mp::ValueError);
  mp::ThreadPool pool(1);
  BOOST_CHECK_THROW(pool.join(), mp::ValueError);
  mp::TaskOptions limited;
  limited.timeout = 1s;
  BOOST_CHECK_THROW((void)pool.apply_async(limited, [] {}), mp::ValueError);
  BOOST_CHECK_THROW(pool.apply([&] { pool.join(); }), mp::ValueError);
  pool.apply([&] { pool.close(); });
  pool.join();
}
