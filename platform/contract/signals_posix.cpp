// SPDX-License-Identifier: BSL-1.0
// Signals that arrive while a primitive waits change nothing but the time it takes. For systems with interval timers.
#define BOOST_TEST_MODULE platform_signals
#include <sys/time.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdlib>

#include "platform/lock.hpp"
#include "platform/semaphore.hpp"
#include "platform/wait.hpp"
#include "support.hpp"

using namespace contract;

namespace {

volatile std::sig_atomic_t heard = 0;

/// A signal every 2 ms, with a handler that does not ask the system to restart what it interrupts.
class storm {
 public:
  storm() {
    heard = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { heard = heard + 1; };
    sigaction(SIGALRM, &action, &before_);
    const itimerval every{{0, 2000}, {0, 2000}};
    setitimer(ITIMER_REAL, &every, nullptr);
  }
  ~storm() {
    const itimerval never{};
    setitimer(ITIMER_REAL, &never, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
  }
  storm(const storm&) = delete;
  storm& operator=(const storm&) = delete;

 private:
  struct sigaction before_ {};
};

const working semaphores("semaphore");
const working exits("exit");
constexpr auto long_enough = 40ms;

/// A child that does `late` when a while has passed. Only so that signals arrive: the order is not asserted.
template <class Late>
std::unique_ptr<child_process> later(Late late) {
  return in_child([late] {
    const auto nothing = wait_any({}, deadline_after(long_enough));
    return nothing && late() ? 0 : 1;
  });
}

}  // namespace

BOOST_DATA_TEST_CASE(a_semaphore_waits_on, semaphores, by) {
  const serving_only only("semaphore", by);
  const shared<semaphore_memory> words;
  const auto made = must(make_semaphore(0, 1, *words));
  const auto giver = later([&] {
    const auto given = made->release();
    return given && *given;
  });
  const storm signals;
  BOOST_TEST(must(made->acquire(std::nullopt)));
  BOOST_TEST(exit_code(*giver) == 0);
  const deadline until = deadline_after(long_enough);
  BOOST_TEST(!must(made->acquire(until)));
  BOOST_TEST((steady_clock::now() >= *until));
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(a_lock_waits_on, semaphores, by) {
  const serving_only only("semaphore", by);
  const shared<lock_memory> words;
  auto made = must(make_lock(*words, lock_releaser::anyone));
  const storm signals;
  BOOST_TEST((must(made->acquire(std::nullopt)) == lock_outcome::acquired));
  const deadline until = deadline_after(long_enough);
  BOOST_TEST((must(made->acquire(until)) == lock_outcome::timed_out));
  BOOST_TEST((steady_clock::now() >= *until));
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(a_parent_waits_on_for_its_child, exits, by) {
  const serving_only only("exit", by);
  const auto child = later([] { return true; });
  const storm signals;
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(creating_processes_is_not_disturbed, exits, by) {
  const serving_only only("exit", by);
  const storm signals;
  for (int count = 0; count < 10; ++count) {
    const auto started = launched({"exit", "4"});
    BOOST_TEST(exit_code(*started) == 4);
    const auto forked = in_child([] { return 5; });
    BOOST_TEST(exit_code(*forked) == 5);
  }
}

BOOST_AUTO_TEST_CASE(handles_are_waited_for_on) {
  checkpoint never;
  const native_handle reader = never.reader();
  const storm signals;
  const deadline until = deadline_after(long_enough);
  BOOST_TEST(must(wait_any({&reader, 1}, until)).empty());
  BOOST_TEST((steady_clock::now() >= *until));
  BOOST_TEST(heard > 0);
}

BOOST_AUTO_TEST_CASE(streams_read_on) {
  checkpoint late;
  const auto writer = later([&] {
    late.reach();
    return true;
  });
  const storm signals;
  std::array<std::byte, 1> byte;
  BOOST_TEST(must(read_some(late.reader(), byte)) == 1U);
  BOOST_TEST(exit_code(*writer) == 0);
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(a_launched_program_hears_what_its_launcher_blocks, exits, by) {
  const serving_only only("exit", by);
  checkpoint until_end;
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto child = launched({"wait", text(until_end.reader())}, {until_end.reader()});
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  must(child->terminate());
  BOOST_TEST(exit_code(*child) == -SIGTERM);
}
