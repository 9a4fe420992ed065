// SPDX-License-Identifier: BSL-1.0
// Pools: what goes in and what comes back.
#include "multiprocessing/pool.hpp"

#include <atomic>
#include <deque>
#include <set>

#include "pool_tasks.hpp"

using namespace pool_tasks;

namespace {

int add(int a, int b) { return a + b; }
int refuse(int n) {
  if (n % 2 == 1) throw std::out_of_range("odd: " + std::to_string(n));
  return n;
}
void nothing(int) {}

/// Numbers without an end, and without a size.
struct Naturals {
  struct iterator {
    using value_type = int;
    using difference_type = std::ptrdiff_t;
    int at = 0;
    int fail_at = -1;
    int* read = nullptr;
    int operator*() const {
      if (at == fail_at) throw std::domain_error("the input fails");
      if (read != nullptr) ++*read;
      return at;
    }
    iterator& operator++() {
      ++at;
      return *this;
    }
    void operator++(int) { ++at; }
    bool operator==(const iterator&) const { return false; }
  };
  int fail_at = -1;
  int* read = nullptr;
  [[nodiscard]] iterator begin() const { return {0, fail_at, read}; }
  [[nodiscard]] iterator end() const { return {}; }
};

/// Can be written, but not read again.
struct OneWay {
  int number = 0;
  template <class Archive>
  void save(Archive& archive) const {
    archive(number);
  }
  template <class Archive>
  void load(Archive&) {
    throw std::domain_error("cannot be read");
  }
};

/// Throws when it is written.
struct Stubborn {
  int number = 0;
  template <class Archive>
  void save(Archive&) const {
    throw std::domain_error("will not be written");
  }
  template <class Archive>
  void load(Archive& archive) {
    archive(number);
  }
};

struct Doubler {
  int factor = 2;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(factor);
  }
  int operator()(int n) const { return n * factor; }
};

}  // namespace

BOOST_DATA_TEST_CASE(calls_give_their_results, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  BOOST_TEST(pool.size() == 2U);
  BOOST_TEST(pool.apply(square, 7) == 49);
  BOOST_TEST(pool.apply([](const std::string& a, int n) { return a + std::to_string(n); }, "x", 5) == "x5");
  BOOST_TEST(pool.apply(Doubler{3}, 4) == 12);
  pool.apply(nothing, 1);
  BOOST_TEST(pool.apply([](std::unique_ptr<int> n) { return std::make_unique<int>(*n + 1); }, std::make_unique<int>(1))
                 .
                 operator*() == 2);
  const auto result = pool.apply_async(add, 2, 3);
  BOOST_TEST(result.get() == 5);
  BOOST_TEST(result.get() == 5);
  BOOST_TEST(result.successful());
  BOOST_TEST(pool.apply(pid) != pid());
}

BOOST_DATA_TEST_CASE(maps_keep_the_order, mp::every_method(), method) {
  mp::Pool pool(of(method, 3));
  std::vector<int> squares;
  for (int i = 0; i < 100; ++i) squares.push_back(i * i);
  for (const std::size_t chunksize : {0, 1, 7, 1000}) {
    mp::MapOptions options;
    options.chunksize = chunksize;
    BOOST_TEST(pool.map(square, up_to(100), options) == squares);
  }
  BOOST_TEST(pool.map(square, std::deque<int>{}).empty());
  pool.map(nothing, up_to(3));
  BOOST_TEST((pool.map([](bool b) { return !b; }, std::vector<bool>{true, false}) == std::vector<bool>{false, true}));
  BOOST_TEST((pool.starmap(add, std::vector<std::pair<int, int>>{{1, 2}, {3, 4}}) == std::vector<int>{3, 7}));
  BOOST_TEST((pool.map([](const std::string& s) { return s.size(); }, std::vector<const char*>{"a", "bcd"}) ==
              std::vector<std::size_t>{1, 3}));
}

BOOST_DATA_TEST_CASE(a_map_runs_everything_and_keeps_the_first_failure, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  mp::MapOptions options;
  options.chunksize = 1;
  std::atomic<std::size_t> last = 0;
  options.progress = [&last](std::size_t done, std::size_t of) {
    BOOST_REQUIRE(of == 6U);
    last = done;
  };
  const auto result = pool.map_async(refuse, up_to(6), options);
  BOOST_TEST(text_of_failure(result) == "odd: 1");
  BOOST_CHECK_THROW((void)result.get(), std::out_of_range);
  pool.close();
  pool.join();
  BOOST_TEST(last == 6U);
}

BOOST_DATA_TEST_CASE(imap_is_lazy_and_keeps_the_order, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  mp::MapOptions options;
  options.read_ahead = 3;
  int read = 0;
  auto results = pool.imap(square, Naturals{-1, &read}, options);
  BOOST_TEST(read == 3);
  for (int i = 0; i < 20; ++i) BOOST_TEST(*results.next() == i * i);
  BOOST_TEST(read == 22);
  std::multiset<int> any;
  for (const int n : pool.imap_unordered(square, up_to(10))) any.insert(n);
  BOOST_TEST((any == std::multiset<int>{0, 1, 4, 9, 16, 25, 36, 49, 64, 81}));
  BOOST_TEST(!pool.imap(square, std::vector<int>{}).next());
}

BOOST_DATA_TEST_CASE(an_input_that_fails_comes_after_what_was_before_it, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  for (const std::size_t chunksize : {1, 4}) {
    mp::MapOptions options;
    options.chunksize = chunksize;
    auto results = pool.imap(square, Naturals{6}, options);
    for (int i = 0; i < 6; ++i) BOOST_TEST(*results.next() == i * i);
    BOOST_CHECK_THROW((void)results.next(), std::domain_error);
    BOOST_TEST(!results.next());
  }
  BOOST_CHECK_THROW((void)pool.map(square, Naturals{6}), std::domain_error);
  auto odd = pool.imap(refuse, up_to(3));
  BOOST_TEST(*odd.next() == 0);
  BOOST_CHECK_THROW((void)odd.next(), std::out_of_range);
  BOOST_TEST(*odd.next() == 2);
}

BOOST_DATA_TEST_CASE(a_task_of_any_size_arrives, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  for (const std::size_t size : {0U, 4000U, 4090U, 4096U, 70'000U, 5'000'000U}) {
    const std::string large(size, 'x');
    BOOST_TEST((pool.apply([](std::string s) { return s + "y"; }, large) == large + "y"));
  }
}

BOOST_DATA_TEST_CASE(waiting_ends_when_the_time_does, mp::every_method(), method) {
  mp::Pool pool(of(method, 1));
  const auto result = pool.apply_async(hang);
  BOOST_CHECK_THROW(result.get(10ms), mp::TimeoutError);
  BOOST_TEST(!result.ready());
  BOOST_CHECK_THROW((void)result.successful(), mp::ValueError);
  auto results = pool.imap(square, up_to(2));
  BOOST_CHECK_THROW((void)results.next(10ms), mp::TimeoutError);
  BOOST_TEST(result.cancel(mp::Cancel::running));
  BOOST_CHECK_THROW(result.get(), mp::CancelledError);
  BOOST_TEST(*results.next() == 0);
}

BOOST_DATA_TEST_CASE(callbacks_are_called_once_and_may_fail, mp::every_method(), method) {
  mp::Pool pool(of(method, 1));
  std::atomic<int> good = 0;
  std::atomic<int> bad = 0;
  const auto squared = pool.apply_async(square, 5);
  squared.callback([&](int n) {
    good += n;
    throw std::runtime_error("of a callback, on purpose");
  });
  squared.error_callback([&](const std::exception_ptr&) { ++bad; });
  const auto refused = pool.apply_async(refuse, 1);
  refused.callback([&](int n) { good += n; });
  refused.error_callback([&](const std::exception_ptr& error) {
    try {
      std::rethrow_exception(error);
    } catch (const std::out_of_range&) {
      ++bad;
    }
  });
  pool.close();
  pool.join();
  BOOST_TEST(good == 25);
  BOOST_TEST(bad == 1);
  squared.callback([&](int n) { good += n; });
  BOOST_TEST(good == 50);
}

BOOST_DATA_TEST_CASE(what_is_cancelled_while_it_waits_never_runs, mp::every_method(), method) {
  mp::Pool pool(of(method, 1));
  const auto running = pool.apply_async(hang);
  const auto waiting = pool.apply_async(die);
  BOOST_TEST(waiting.cancel());
  BOOST_TEST(!waiting.cancel());
  BOOST_CHECK_THROW(waiting.get(), mp::CancelledError);
  pool.terminate();
  BOOST_CHECK_THROW(running.get(), mp::CancelledError);
  BOOST_TEST(!running.cancel());
}

BOOST_DATA_TEST_CASE(results_that_cannot_be_sent_or_read_are_errors, mp::every_method(), method) {
  mp::Pool pool(of(method, 1));
  const auto worker = pool.apply(pid);
  for (int round = 0; round < 20; ++round) {
    BOOST_CHECK_EXCEPTION((void)pool.apply([] { return Stubborn{}; }), mp::MaybeEncodingError, [](const auto& error) {
      const std::string text = error.what();
      return text.find("Stubborn") != std::string::npos && text.find("will not be written") != std::string::npos;
    });
  }
  BOOST_CHECK_THROW((void)pool.apply([] { return OneWay{}; }), std::domain_error);
  BOOST_CHECK_THROW(pool.apply([](OneWay) {}, OneWay{}), std::domain_error);
  BOOST_CHECK_THROW((void)pool.apply_async([](const Stubborn&) {}, Stubborn{}), std::domain_error);
  BOOST_CHECK_THROW((void)pool.apply_async([](mp::Event) {}, mp::Event()), mp::UnpicklableError);
  BOOST_TEST(pool.apply(pid) == worker);
}

BOOST_DATA_TEST_CASE(misuse_is_refused, mp::every_method(), method) {
  BOOST_CHECK_THROW(mp::Pool(0), mp::ValueError);
  BOOST_CHECK_THROW(mp::Pool(-1), mp::ValueError);
  auto options = of(method, 1);
  options.max_tasks_per_child = 0;
  BOOST_CHECK_THROW(mp::Pool{options}, mp::ValueError);
  options.max_tasks_per_child.reset();
  options.max_memory_per_child = 0;
  BOOST_CHECK_THROW(mp::Pool{options}, mp::ValueError);
  mp::Pool pool(of(method, 1));
  BOOST_CHECK_THROW(pool.join(), mp::ValueError);
  pool.close();
  BOOST_CHECK_THROW((void)pool.apply_async(square, 1), mp::ValueError);
  BOOST_CHECK_THROW((void)pool.map(square, up_to(1)), mp::ValueError);
  BOOST_CHECK_THROW((void)pool.imap(square, up_to(1)), mp::ValueError);
  pool.join();
  pool.terminate();
  mp::Pool taken(std::move(pool));
  BOOST_CHECK_THROW(pool.close(), mp::ValueError);
}

BOOST_DATA_TEST_CASE(an_end_in_a_callback_does_not_wait_for_itself, mp::every_method(), method) {
  mp::Pool pool(of(method, 1));
  std::atomic<bool> refused = false;
  pool.apply_async(square, 1).callback([&](int) {
    pool.terminate();
    try {
      pool.join();
    } catch (const mp::AssertionError&) {
      refused = true;
    }
  });
  while (!refused) std::this_thread::yield();
  pool.join();
}
