// SPDX-License-Identifier: BSL-1.0
// The logger, and what children have of it.
#include "multiprocessing/log.hpp"

#include <mutex>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;

namespace {

/// What the handler of this program was given; handlers stay for ever.
std::mutex seen_mutex;
std::vector<std::string> seen_lines;

void see() {
  static const bool added = [] {
    mp::get_logger().add_handler([](const mp::LogRecord& record) {
      const std::lock_guard guard(seen_mutex);
      seen_lines.push_back(record.line());
    });
    return true;
  }();
  (void)added;
  const std::lock_guard guard(seen_mutex);
  seen_lines.clear();
}

std::vector<std::string> seen() {
  const std::lock_guard guard(seen_mutex);
  return seen_lines;
}

struct LevelRestored {
  mp::LogLevel before = mp::get_logger().level();
  ~LevelRestored() { mp::get_logger().set_level(before); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_has_level_process_and_message) {
  const LevelRestored restored;
  see();
  BOOST_TEST((mp::get_logger().level() == mp::LogLevel::warning));
  mp::get_logger().info("not seen");
  mp::get_logger().warning("seen");
  mp::get_logger().set_level(mp::LogLevel::debug);
  mp::get_logger().debug("seen too");
  mp::get_logger().log(mp::LogLevel{17}, "between the names");
  const std::vector<std::string> expected{"[WARNING/MainProcess] seen", "[DEBUG/MainProcess] seen too",
                                          "[Level 17/MainProcess] between the names"};
  BOOST_TEST(seen() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_keeps_none_from_the_others) {
  see();
  static bool throws = true;
  mp::get_logger().add_handler([](const mp::LogRecord&) {
    if (throws) throw std::runtime_error("on purpose");
  });
  mp::get_logger().error("told to all");
  throws = false;
  BOOST_TEST(seen().size() == 1U);
}

BOOST_DATA_TEST_CASE(children_have_the_level_of_their_parent, mp::every_method(), method) {
  const LevelRestored restored;
  const auto level = mp::LogLevel{7};
  mp::get_logger().set_level(level);
  BOOST_TEST(*mp::exitcode_of(method, [] { mp::exit(static_cast<int>(mp::get_logger().level())); }) == 7);
}

BOOST_AUTO_TEST_CASE(threads_may_log_at_once) {
  see();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 100; ++round) mp::get_logger().warning("w");
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(seen().size() == 400U);
}
