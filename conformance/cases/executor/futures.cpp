// SPDX-License-Identifier: BSL-1.0
// Futures: one, and several.
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

std::optional<mp::Event> gate;
void keep_gate(mp::Event event) { gate.emplace(event); }
int pass_gate(int n) {
  (void)gate->wait();
  return n;
}
int at_once(int n) { return n; }
int refuse(int n) { throw std::out_of_range(std::to_string(n)); }

using Futures = std::vector<mp::Future<int>>;

}  // namespace

MP_CASE("future.state.pending-running-done", requires_("FUTURE-RESULT", "FUTURE-CANCEL")) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 1}, keep_gate, event);
  const auto running = executor.submit(pass_gate, 1);
  const auto pending = executor.submit(pass_gate, 2);
  const auto cancelled = executor.submit(pass_gate, 3);
  BOOST_TEST(cancelled.cancel());
  BOOST_TEST(cancelled.cancel());  // it still is
  BOOST_TEST((cancelled.cancelled() && cancelled.done() && !cancelled.running()));
  BOOST_CHECK_THROW((void)cancelled.result(), mp::CancelledError);
  BOOST_CHECK_THROW((void)cancelled.exception(), mp::CancelledError);
  BOOST_TEST((!pending.done() && !pending.running()));
  BOOST_CHECK_THROW((void)pending.result(0s), mp::TimeoutError);
  BOOST_CHECK_THROW((void)pending.exception(a_while), mp::TimeoutError);
  event.set();
  BOOST_TEST(pending.result() == 2);
  BOOST_TEST((running.done() && !running.running() && !running.cancelled()));
  BOOST_TEST(!running.cancel());
  BOOST_TEST(running.result() == 1);
}

MP_CASE("future.callbacks.in-order-whatever-they-throw", requires_("FUTURE-CALLBACK")) {
  std::vector<int> called;
  mp::Future<int> future = [&] {
    mp::Event event;
    mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 1}, keep_gate, event);
    auto made = executor.submit(pass_gate, 7);
    made.add_done_callback([&](const mp::Future<int>& done) { called.push_back(done.result()); });
    made.add_done_callback([](const mp::Future<int>&) { throw std::runtime_error("by a callback, on purpose"); });
    made.add_done_callback([&](const mp::Future<int>&) { called.push_back(2); });
    event.set();
    return made;
  }();
  BOOST_TEST(called == (std::vector<int>{7, 2}));
  future.add_done_callback([&](const mp::Future<int>&) { called.push_back(3); });
  BOOST_TEST(called == (std::vector<int>{7, 2, 3}));
}

MP_CASE("futures.wait.first-completed-and-all", requires_("FUTURES-WAIT")) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 2}, keep_gate, event);
  const auto blocked = executor.submit(pass_gate, 1);
  const auto quick = executor.submit(at_once, 2);
  const Futures futures{blocked, quick, blocked, quick};
  auto sorted = mp::wait(futures, mp::ReturnWhen::first_completed);
  BOOST_TEST((sorted.done == Futures{quick} && sorted.not_done == Futures{blocked}));
  const Stopwatch watch;
  sorted = mp::wait(futures, mp::ReturnWhen::all_completed, a_while);
  BOOST_TEST(watch.elapsed() >= a_while);
  BOOST_TEST(sorted.not_done.size() == 1U);
  event.set();
  sorted = mp::wait(futures);
  BOOST_TEST(sorted.done.size() == 2U);
  BOOST_TEST(sorted.not_done.empty());
}

MP_CASE("futures.wait.first-exception", requires_("FUTURES-WAIT")) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 2}, keep_gate, event);
  const auto blocked = executor.submit(pass_gate, 1);
  const auto quick = executor.submit(at_once, 2);
  const auto failing = executor.submit(refuse, 3);
  const auto sorted = mp::wait(Futures{blocked, quick, failing}, mp::ReturnWhen::first_exception);
  BOOST_TEST((sorted.done == Futures{quick, failing} && sorted.not_done == Futures{blocked}));
  event.set();
  BOOST_TEST(mp::wait(Futures{blocked, quick}, mp::ReturnWhen::first_exception).done.size() == 2U);
}

MP_CASE("futures.as_completed.each-once", requires_("FUTURES-AS-COMPLETED")) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 2}, keep_gate, event);
  const auto blocked = executor.submit(pass_gate, 1);
  const auto quick = executor.submit(at_once, 2);
  (void)quick.result();
  auto completed = mp::as_completed(Futures{blocked, quick, quick}, a_while);
  BOOST_TEST((*completed.next() == quick));
  BOOST_CHECK_EXCEPTION((void)completed.next(), mp::TimeoutError,
                        [](const auto& error) { return error.what() == std::string("1 (of 2) futures unfinished"); });
  std::vector<int> results;
  for (const auto& future : mp::as_completed(Futures{blocked, quick, blocked})) {
    results.push_back(future.result());
    event.set();
  }
  BOOST_TEST(results == (std::vector<int>{2, 1}));
}

}  // namespace conformance
