// SPDX-License-Identifier: BSL-1.0
// Pool: one call at a time, and what is known of it.
#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }
void refuse(int n) { throw std::out_of_range("refused " + std::to_string(n)); }

std::optional<mp::Event> gate;
void keep_gate(mp::Event event) { gate.emplace(event); }
int pass_gate(int n) {
  (void)gate->wait();
  return n;
}

std::optional<mp::Connection> connection;
void keep_connection(mp::Connection given) { connection.emplace(given); }

struct Scale {
  int factor = 1;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(factor);
  }
  int operator()(int n) const { return n * factor; }
};

/// Throws when it is written.
struct Stubborn {
  template <class Archive>
  void save(Archive&) const {
    throw std::domain_error("will not be written");
  }
  template <class Archive>
  void load(Archive&) {}
};

}  // namespace

MP_CASE("pool.apply.gives-the-result", requires_("POOL-APPLY")) {
  mp::Pool pool(2);
  BOOST_TEST(pool.apply(square, 7) == 49);
  BOOST_TEST(pool.apply([](const std::string& text, int n) { return text + std::to_string(n); }, "x", 5) == "x5");
  BOOST_TEST(pool.apply(Scale{3}, 4) == 12);
  BOOST_TEST(pool.apply([] { return *mp::current_process().pid(); }) != *mp::current_process().pid());
}

MP_CASE("pool.apply.takes-and-gives-large-values", requires_("POOL-APPLY")) {
  mp::Pool pool(1);
  for (const std::size_t size : {std::size_t{0}, std::size_t{5'000}, std::size_t{300'000}, std::size_t{4'000'000}}) {
    BOOST_TEST((pool.apply([](std::string text) { return text + "!"; }, pattern(size)) == pattern(size) + "!"));
  }
}

MP_CASE("pool.apply.refuses-what-cannot-be-sent", requires_("POOL-TASK-REFUSED")) {
  mp::Pool pool(1);
  BOOST_CHECK_THROW((void)pool.apply_async([](mp::Event) {}, mp::Event()), mp::UnpicklableError);
  BOOST_CHECK_THROW((void)pool.apply_async([](const Stubborn&) {}, Stubborn()), std::domain_error);
  BOOST_TEST(pool.apply(square, 2) == 4);
}

MP_CASE("pool.apply_async.result-comes-later", requires_("POOL-APPLY-ASYNC", "POOL-RESULT-SUCCESSFUL")) {
  mp::Event event;
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_gate, event);
  const auto result = pool.apply_async(pass_gate, 5);
  BOOST_TEST(!result.ready());
  BOOST_CHECK_THROW((void)result.successful(), mp::ValueError);
  event.set();
  BOOST_TEST(result.wait());
  BOOST_TEST(result.ready());
  BOOST_TEST(result.successful());
  BOOST_TEST(result.get() == 5);
  BOOST_TEST(result.get() == 5);
}

MP_CASE("pool.result.waits-as-a-future-does", requires_("POOL-RESULT-AS-FUTURE")) {
  mp::Event event;
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_gate, event);
  auto result = pool.apply_async(pass_gate, 5);
  const Stopwatch watch;
  BOOST_TEST((result.wait_for(a_while) == std::future_status::timeout));
  BOOST_TEST(watch.elapsed() >= a_while);
  const auto moment = std::chrono::steady_clock::now() + a_while;
  BOOST_TEST((result.wait_until(moment) == std::future_status::timeout));
  BOOST_TEST((std::chrono::steady_clock::now() >= moment));
  event.set();
  BOOST_TEST((result.wait_for(std::chrono::hours::max()) == std::future_status::ready));
  BOOST_TEST((result.wait_until(moment) == std::future_status::ready));
  const auto moved = std::move(result);
  BOOST_TEST(!result.valid());
  BOOST_CHECK_THROW((void)result.get(), mp::ValueError);
  BOOST_TEST(moved.valid());
  BOOST_TEST(moved.get() == 5);
}

MP_CASE("pool.get.timeout-throws-and-the-task-goes-on", requires_("POOL-GET-TIMEOUT")) {
  mp::Event event;
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_gate, event);
  const auto result = pool.apply_async(pass_gate, 5);
  const Stopwatch watch;
  BOOST_CHECK_THROW((void)result.get(a_while), mp::TimeoutError);
  BOOST_TEST(watch.elapsed() >= a_while);
  BOOST_CHECK_THROW((void)result.get(0s), mp::TimeoutError);
  BOOST_TEST(!result.wait(0s));
  event.set();
  BOOST_TEST(result.get() == 5);
}

MP_CASE("pool.callback.one-of-the-two-is-called", requires_("POOL-CALLBACK", "POOL-ERROR-CALLBACK")) {
  std::atomic<int> good = 0;
  std::atomic<int> bad = 0;
  mp::Pool pool(1);
  for (const bool fails : {false, true}) {
    const auto result = fails ? pool.apply_async([](int n) -> int { throw std::out_of_range(std::to_string(n)); }, 3)
                              : pool.apply_async(square, 3);
    result.callback([&](int value) { good += value; }).error_callback([&](const std::exception_ptr& error) {
      try {
        std::rethrow_exception(error);
      } catch (const std::out_of_range& refused) {
        bad += refused.what() == std::string("3") ? 1 : 100;
      }
    });
  }
  pool.close();
  pool.join();
  BOOST_TEST(good == 9);
  BOOST_TEST(bad == 1);
}

MP_CASE("pool.callback.may-throw-and-may-use-the-pool", requires_("POOL-CALLBACK")) {
  mp::Pool pool(1);
  std::atomic<int> again = 0;
  pool.apply_async(square, 3).callback([&](int value) {
    again = pool.apply(square, value);
    throw std::runtime_error("thrown by a callback, on purpose");
  });
  while (again == 0) (void)pool.apply(square, 1);
  BOOST_TEST(again == 81);
}

MP_CASE("pool.cancel.queued-never-runs", requires_("POOL-CANCEL-QUEUED")) {
  mp::Event event;
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_gate, event);
  const auto first = pool.apply_async(pass_gate, 1);
  const auto second = pool.apply_async(refuse, 2);
  const auto third = pool.map_async(refuse, std::vector<int>{3, 4});
  BOOST_TEST(second.cancel());
  BOOST_TEST(third.cancel());
  BOOST_TEST(!second.cancel());
  BOOST_CHECK_THROW(second.get(), mp::CancelledError);
  BOOST_CHECK_THROW(third.get(), mp::CancelledError);
  event.set();
  BOOST_TEST(first.get() == 1);
  BOOST_TEST(!first.cancel(mp::Cancel::running));
  BOOST_TEST(first.get() == 1);
}

MP_CASE("pool.cancel.running-ends-its-worker", requires_("POOL-CANCEL-RUNNING")) {
  auto [here, there] = mp::Pipe(false);
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_connection, there);
  const auto stuck = pool.apply_async([] {
    mp::Event never;  // made first: a process that is killed in the middle of that may leave a file
    connection->send(1);
    (void)never.wait();
  });
  const auto next = pool.apply_async(square, 4);
  BOOST_TEST(here.recv<int>() == 1);
  BOOST_TEST(!stuck.cancel());
  BOOST_TEST(stuck.cancel(mp::Cancel::running));
  BOOST_CHECK_THROW(stuck.get(), mp::CancelledError);
  BOOST_TEST(next.get() == 16);
}

}  // namespace conformance
