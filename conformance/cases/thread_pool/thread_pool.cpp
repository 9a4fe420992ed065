// SPDX-License-Identifier: BSL-1.0
// The pool of threads: the same face as Pool.
#include <atomic>
#include <stdexcept>
#include <vector>

#include "conformance/cases/pool/input.hpp"
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/dummy/pool.hpp"

namespace conformance {

MP_CASE("thread_pool.calls.are-those-of-a-pool", requires_("THREAD-POOL-CALLS")) {
  const auto square = [](int n) { return n * n; };
  const std::vector<int> numbers{0, 1, 2, 3, 4};
  const std::vector<int> squares{0, 1, 4, 9, 16};
  mp::ThreadPool pool(3);
  BOOST_TEST(pool.size() == 3U);
  BOOST_TEST(pool.apply(square, 7) == 49);
  BOOST_TEST(pool.map(square, numbers) == squares);
  BOOST_TEST(pool.map_async(square, numbers).get() == squares);
  BOOST_TEST((pool.starmap([](int a, int b) { return a + b; }, std::vector<std::pair<int, int>>{{1, 2}}).front() == 3));
  auto results = pool.imap(square, numbers);
  for (const int expected : squares) BOOST_TEST(results.next() == expected);
  BOOST_TEST(results.next() == std::nullopt);
  BOOST_CHECK_THROW((void)pool.map(square, Failing(3)), InputError);
  BOOST_CHECK_THROW(mp::ThreadPool(0), mp::ValueError);
  BOOST_CHECK_THROW(pool.join(), mp::ValueError);
  pool.close();
  BOOST_CHECK_THROW((void)pool.apply(square, 1), mp::ValueError);
  pool.join();
}

MP_CASE("thread_pool.exceptions.arrive-as-they-were-thrown", requires_("THREAD-POOL-EXCEPTION")) {
  struct Local {
    int number;
  };
  mp::ThreadPool pool(1);
  BOOST_CHECK_EXCEPTION(pool.apply([] { throw Local{5}; }), Local,
                        [](const Local& local) { return local.number == 5; });
  BOOST_CHECK_EXCEPTION(pool.apply([] { throw std::out_of_range("plain"); }), std::out_of_range, [](const auto& error) {
    return dynamic_cast<const std::nested_exception*>(&error) == nullptr;
  });
}

MP_CASE("thread_pool.targets.may-be-anything", requires_("THREAD-POOL-ANYTHING")) {
  std::atomic<int> sum = 0;
  std::atomic<int> begun = 0;
  {
    mp::ThreadPool pool(2, [&] { ++begun; });
    pool.map([&](int n) { sum += n; }, std::vector<int>{1, 2, 3});
    struct OnlyMovable {
      explicit OnlyMovable(int n) : number(std::make_unique<int>(n)) {}
      std::unique_ptr<int> number;
    };
    BOOST_TEST(*pool.apply([](OnlyMovable given) { return given; }, OnlyMovable(3)).number == 3);
    pool.close();
    pool.join();
  }
  BOOST_TEST(sum == 6);
  BOOST_TEST(begun == 2);
}

}  // namespace conformance
