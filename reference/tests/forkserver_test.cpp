// SPDX-License-Identifier: BSL-1.0
// The fork server: handles under other numbers, a server that is killed at any moment, and one that cannot begin.
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using mp::StartMethod;

namespace {

boost::test_tools::assertion_result works(boost::unit_test::test_unit_id) {
  const auto methods = mp::get_all_start_methods();
  return std::find(methods.begin(), methods.end(), StartMethod::forkserver) != methods.end();
}
const auto where_it_works = boost::unit_test::precondition(works);

std::filesystem::path program() { return boost::unit_test::framework::master_test_suite().argv[0]; }

}  // namespace

BOOST_AUTO_TEST_CASE(many_objects_arrive_under_other_numbers, *where_it_works) {
  std::vector<mp::Connection> writers;
  std::vector<mp::Connection> readers;
  for (int i = 0; i < 20; ++i) {
    auto [reader, writer] = mp::Pipe(false);
    readers.push_back(reader);
    writers.push_back(writer);
  }
  mp::Queue<int> queue;
  mp::Lock lock;
  BOOST_TEST(*mp::exitcode_of(
                 StartMethod::forkserver,
                 [](std::vector<mp::Connection> to, mp::Queue<int> numbers, mp::Lock held) {
                   const std::scoped_lock guard(held);
                   for (std::size_t i = 0; i < to.size(); ++i) to[i].send(i);
                   numbers.put(5);
                 },
                 writers, queue, lock) == 0);
  for (std::size_t i = 0; i < readers.size(); ++i) BOOST_TEST(readers[i].recv<std::size_t>() == i);
  BOOST_TEST(queue.get() == 5);
  BOOST_TEST(lock.acquire());
  lock.release();
}

// A start fails with an error, or its child ends with its own code, or with 255; nothing hangs, and at rest all is
// well.
BOOST_AUTO_TEST_CASE(a_server_may_be_killed_at_any_moment, *where_it_works) {
  std::atomic<bool> done = false;
  std::thread killer([&] {
    while (!done) {
      mp::forkserver::kill();
      std::this_thread::yield();
    }
  });
  int good = 0;
  for (int round = 0; round < 30; ++round) {
    mp::Process child(mp::by(StartMethod::forkserver), [] { mp::exit(7); });
    try {
      child.start();
    } catch (const mp::OSError&) {
      continue;
    }
    child.join();
    const int code = *child.exitcode();
    BOOST_TEST((code == 7 || code == 255));
    good += code == 7 ? 1 : 0;
  }
  done = true;
  killer.join();
  BOOST_TEST_MESSAGE(good << " of 30 children told their code");
  BOOST_TEST(*mp::exitcode_of(StartMethod::forkserver, [] { mp::exit(7); }) == 7);
}

BOOST_AUTO_TEST_CASE(a_child_of_the_server_has_a_server_of_its_own, *where_it_works) {
  BOOST_TEST(*mp::exitcode_of(StartMethod::forkserver, [] {
    const bool none = !mp::forkserver::pid();
    mp::exit(none ? *mp::exitcode_of(StartMethod::forkserver, [] { mp::exit(6); }) : 1);
  }) == 6);
}

BOOST_AUTO_TEST_CASE(a_forked_child_leaves_the_server_to_its_parent, *where_it_works) {
  mp::forkserver::ensure_running();
  const auto server = mp::forkserver::pid();
  BOOST_TEST(*mp::exitcode_of(StartMethod::fork, [] {
    mp::forkserver::kill();
    mp::exit(mp::forkserver::pid() ? 1 : 0);
  }) == 0);
  BOOST_TEST((mp::forkserver::pid() == server));
}

BOOST_AUTO_TEST_CASE(a_program_that_is_no_server_is_an_error, *where_it_works) {
  mp::forkserver::kill();
  BOOST_TEST(*mp::exitcode_of(StartMethod::fork, [] {
    mp::set_executable("/bin/true");
    mp::Process child(mp::by(StartMethod::forkserver), [] {});
    try {
      child.start();
    } catch (const mp::OSError&) {
      mp::exit(5);
    }
  }) == 5);
}

BOOST_DATA_TEST_CASE(the_program_may_lie_in_another_place, mp::every_method(), method) {
  const auto copy = std::filesystem::absolute("copy-of-" + program().filename().string());
  std::filesystem::copy_file(program(), copy, std::filesystem::copy_options::overwrite_existing);
  if (std::filesystem::exists(copy)) {
    mp::set_executable(copy);
    mp::forkserver::kill();
    BOOST_TEST(*mp::exitcode_of(method, [] { mp::exit(4); }) == 4);
    mp::forkserver::kill();
    mp::set_executable(std::nullopt);
  }
  std::filesystem::remove(copy);
}
