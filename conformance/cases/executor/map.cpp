// SPDX-License-Identifier: BSL-1.0
// ProcessPoolExecutor: map.
#include <stdexcept>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }
int add(int left, int right) { return left + right; }
int refuse_two(int n) {
  if (n == 2) throw std::out_of_range("two");
  return n;
}

std::optional<mp::Event> gate;
void keep_gate(mp::Event event) { gate.emplace(event); }
int pass_gate_unless_zero(int n) {
  if (n != 0) (void)gate->wait();
  return n;
}

}  // namespace

MP_CASE("executor.map.one-range-or-several", requires_("EXECUTOR-MAP")) {
  mp::ProcessPoolExecutor executor(2);
  mp::MapOptions options;
  for (const std::size_t chunksize : {1U, 2U, 10U}) {
    options.chunksize = chunksize;
    std::vector<int> results;
    for (const int n : executor.map(square, std::vector<int>{1, 2, 3}, options)) results.push_back(n);
    BOOST_TEST(results == (std::vector<int>{1, 4, 9}));
    results.clear();
    for (const int n : executor.map(options, add, std::vector<int>{1, 2, 3, 4}, std::vector<int>{10, 20, 30})) {
      results.push_back(n);
    }
    BOOST_TEST(results == (std::vector<int>{11, 22, 33}));
  }
}

MP_CASE("executor.map.an-error-in-its-place", requires_("EXECUTOR-MAP-ERROR")) {
  mp::ProcessPoolExecutor executor(2);
  auto results = executor.map(refuse_two, std::vector<int>{1, 2, 3});
  BOOST_TEST(results.next() == 1);
  BOOST_CHECK_THROW((void)results.next(), std::out_of_range);
}

MP_CASE("executor.map.timeout-after-what-is-ready", requires_("EXECUTOR-MAP-TIMEOUT")) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 1}, keep_gate, event);
  auto results = executor.map(pass_gate_unless_zero, std::vector<int>{0, 1});
  BOOST_TEST(results.next() == 0);
  BOOST_CHECK_THROW((void)results.next(a_while), mp::TimeoutError);
  event.set();
  BOOST_TEST(results.next() == 1);
}

}  // namespace conformance
