// SPDX-License-Identifier: BSL-1.0
// Pool: map and starmap.
#include <atomic>
#include <list>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/cases/pool/input.hpp"
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }

std::vector<int> up_to(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

std::optional<mp::Semaphore> runs;
void keep_runs(mp::Semaphore semaphore) { runs.emplace(semaphore); }
void fail_after_running(int n) {
  runs->release();
  if (n == 1 || n == 3) throw std::runtime_error(std::string(1U << 20U, static_cast<char>('0' + n)));
}

}  // namespace

MP_CASE("pool.map.keeps-the-order", requires_("POOL-MAP")) {
  mp::Pool pool(3);
  const auto numbers = up_to(200);
  std::vector<int> squares;
  for (const int n : numbers) squares.push_back(n * n);
  BOOST_TEST(pool.map(square, numbers) == squares);
  BOOST_TEST(pool.map_async(square, std::list<int>(numbers.begin(), numbers.end())).get() == squares);
}

MP_CASE("pool.map.in-chunks-of-any-size", requires_("POOL-MAP-CHUNKS")) {
  mp::Pool pool(2);
  const auto numbers = up_to(20);
  for (const std::size_t chunksize : {1U, 3U, 20U, 1000U}) {
    mp::MapOptions options;
    options.chunksize = chunksize;
    BOOST_TEST(pool.map(square, numbers, options) == pool.map(square, numbers));
  }
}

MP_CASE("pool.map.of-nothing-is-nothing", requires_("POOL-MAP-EMPTY")) {
  mp::Pool pool(1);
  mp::MapOptions options;
  options.chunksize = 20;
  BOOST_TEST(pool.map(square, std::vector<int>(), options).empty());
  BOOST_TEST(pool.map(square, std::vector<int>()).empty());
  BOOST_TEST(pool.map_async(square, std::vector<int>()).get().empty());
  BOOST_TEST(pool.starmap(square, std::vector<std::tuple<int>>()).empty());
  BOOST_TEST(!pool.imap(square, std::vector<int>()).next());
  BOOST_TEST(!pool.imap_unordered(square, std::vector<int>()).next());
}

MP_CASE("pool.starmap.spreads-tuples", requires_("POOL-STARMAP")) {
  mp::Pool pool(2);
  const std::vector<std::pair<int, std::string>> pairs{{1, "a"}, {2, "b"}, {3, "c"}};
  const std::vector<std::string> expected{"a1", "b2", "c3"};
  const auto join = [](int n, const std::string& text) { return text + std::to_string(n); };
  BOOST_TEST(pool.starmap(join, pairs) == expected);
  BOOST_TEST(pool.starmap_async(join, pairs).get() == expected);
}

MP_CASE("pool.map.all-run-and-the-first-failure-is-kept", requires_("POOL-MAP-ALL-RUN")) {
  mp::Semaphore count(0);
  mp::Pool pool(mp::PoolOptions{.processes = 2}, keep_runs, count);
  mp::MapOptions options;
  options.chunksize = 1;
  const auto result = pool.map_async(fail_after_running, up_to(6), options);
  pool.close();
  pool.join();
  for (int i = 0; i < 6; ++i) BOOST_TEST(count.acquire(0s));
  BOOST_TEST(!count.acquire(0s));
  BOOST_CHECK_EXCEPTION(result.get(), std::runtime_error,
                        [](const auto& error) { return error.what() == std::string(1U << 20U, '1'); });
}

MP_CASE("pool.map.callbacks-get-the-whole", requires_("POOL-CALLBACK", "POOL-ERROR-CALLBACK")) {
  std::vector<int> got;
  std::atomic<int> failed = 0;
  mp::Pool pool(2);
  pool.map_async(square, up_to(4)).callback([&](const std::vector<int>& all) { got = all; });
  pool.map_async([](int n) -> int { throw std::out_of_range(std::to_string(n)); }, up_to(4))
      .callback([&](const std::vector<int>&) { failed += 100; })
      .error_callback([&](const std::exception_ptr&) { ++failed; });
  pool.close();
  pool.join();
  BOOST_TEST(got == (std::vector<int>{0, 1, 4, 9}));
  BOOST_TEST(failed == 1);
}

MP_CASE("pool.map.an-input-that-fails-is-said-at-once", requires_("POOL-MAP-INPUT-ERROR")) {
  mp::Pool pool(2);
  for (const int fail_at : {0, 1, 7}) {
    for (int round = 0; round < 2; ++round) {
      BOOST_CHECK_EXCEPTION((void)pool.map(square, Failing(fail_at)), InputError, [](const InputError& error) {
        return dynamic_cast<const std::nested_exception*>(&error) == nullptr;  // it is not of another process
      });
    }
  }
  BOOST_TEST(pool.apply(square, 3) == 9);
}

MP_CASE("pool.map.progress-counts-to-the-end", requires_("POOL-PROGRESS")) {
  std::vector<std::size_t> seen;
  mp::Pool pool(2);
  mp::MapOptions options;
  options.chunksize = 2;
  options.progress = [&](std::size_t done, std::size_t of) {
    if (of == 6) seen.push_back(done);
  };
  (void)pool.map(square, up_to(6), options);
  pool.close();
  pool.join();
  BOOST_TEST(seen == (std::vector<std::size_t>{1, 2, 3, 4, 5, 6}));
}

}  // namespace conformance
