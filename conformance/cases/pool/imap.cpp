// SPDX-License-Identifier: BSL-1.0
// Pool: imap and imap_unordered.
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/cases/pool/input.hpp"
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }
int refuse_two(int n) {
  if (n == 2) throw std::out_of_range("two");
  return n;
}

mp::MapOptions in_chunks_of(std::size_t size) {
  mp::MapOptions options;
  options.chunksize = size;
  return options;
}

std::optional<mp::Event> gate;
void keep_gate(mp::Event event) { gate.emplace(event); }
int pass_gate(int n) {
  (void)gate->wait();
  return n;
}

}  // namespace

MP_CASE("pool.imap.keeps-the-order-and-ends", requires_("POOL-IMAP-ORDER")) {
  mp::Pool pool(3);
  const std::vector<int> numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const std::size_t chunksize : {1U, 4U, 100U}) {
    auto results = pool.imap(square, numbers, in_chunks_of(chunksize));
    for (const int n : numbers) BOOST_TEST(results.next() == n * n);
    BOOST_TEST(results.next() == std::nullopt);
    BOOST_TEST(results.next() == std::nullopt);
  }
  int sum = 0;
  for (const int n : pool.imap(square, numbers)) sum += n;
  BOOST_TEST(sum == 285);
}

MP_CASE("pool.imap.goes-on-after-a-call-that-fails", requires_("POOL-IMAP-ORDER")) {
  mp::Pool pool(2);
  for (const std::size_t chunksize : {1U, 2U, 5U}) {
    auto results = pool.imap(refuse_two, std::vector<int>{0, 1, 2, 3}, in_chunks_of(chunksize));
    BOOST_TEST(results.next() == 0);
    BOOST_TEST(results.next() == 1);
    BOOST_CHECK_THROW((void)results.next(), std::out_of_range);
    BOOST_TEST(results.next() == 3);
    BOOST_TEST(results.next() == std::nullopt);
  }
}

MP_CASE("pool.imap.timeout-throws-and-may-be-asked-again", requires_("POOL-IMAP-TIMEOUT")) {
  mp::Event event;
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_gate, event);
  auto results = pool.imap(pass_gate, std::vector<int>{7});
  const Stopwatch watch;
  BOOST_CHECK_THROW((void)results.next(a_while), mp::TimeoutError);
  BOOST_TEST(watch.elapsed() >= a_while);
  event.set();
  BOOST_TEST(results.next() == 7);
}

MP_CASE("pool.imap_unordered.gives-all", requires_("POOL-IMAP-UNORDERED")) {
  mp::Pool pool(3);
  const std::vector<int> numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const std::size_t chunksize : {1U, 4U}) {
    std::multiset<int> got;
    for (const int n : pool.imap_unordered(square, numbers, in_chunks_of(chunksize))) got.insert(n);
    BOOST_TEST((got == std::multiset<int>{0, 1, 4, 9, 16, 25, 36, 49, 64, 81}));
  }
}

MP_CASE("pool.imap_unordered.gives-what-is-there-first", requires_("POOL-IMAP-UNORDERED")) {
  mp::Event event;
  mp::Pool pool(mp::PoolOptions{.processes = 2}, keep_gate, event);
  auto results = pool.imap_unordered([](int n) { return n == 0 ? pass_gate(n) : n; }, std::vector<int>{0, 1});
  BOOST_TEST(results.next() == 1);
  event.set();
  BOOST_TEST(results.next() == 0);
}

MP_CASE("pool.imap.input-error-comes-after-what-was-before", requires_("POOL-IMAP-INPUT-ERROR")) {
  mp::Pool pool(2);
  for (const std::size_t chunksize : {1U, 4U}) {
    for (const int fail_at : {0, 1, 6}) {
      auto results = pool.imap(square, Failing(fail_at), in_chunks_of(chunksize));
      for (int n = 0; n < fail_at; ++n) BOOST_TEST(results.next() == n * n);
      BOOST_CHECK_THROW((void)results.next(), InputError);
      BOOST_TEST(results.next() == std::nullopt);
    }
  }
  auto results = pool.imap_unordered(square, Failing(5));
  int before = 0;
  BOOST_CHECK_THROW(while (results.next())++ before, InputError);
  BOOST_TEST(before == 5);
}

MP_CASE("pool.imap.reads-only-so-far-ahead", requires_("POOL-IMAP-LAZY")) {
  mp::Pool pool(2);
  mp::MapOptions options;
  options.read_ahead = 5;
  const Failing endless(-1);
  auto results = pool.imap(square, endless, options);
  BOOST_TEST(endless.read() == 5);
  for (int n = 0; n < 20; ++n) {
    BOOST_TEST(results.next() == n * n);
    BOOST_TEST(endless.read() <= n + 5);
  }
}

}  // namespace conformance
