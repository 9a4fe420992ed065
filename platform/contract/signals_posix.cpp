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
#include "role.hpp"

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
const working locks("lock", "semaphore");
const working addresses("address");
const working waits("wait");
const working launches("launch");
constexpr auto long_enough = 40ms;

/// Only so that signals arrive meanwhile: the order is not asserted.
void let_signals_arrive() { value_of(wait_any({}, deadline_after(long_enough))); }

/// TOKENS: gives one unit when a while has passed.
const role give_late("give-late", [](arriving& given) {
  semaphore& tokens = given.semaphore();
  let_signals_arrive();
  return value_of(tokens.release()) ? 0 : 1;
});

/// POINT: reaches it when a while has passed.
const role reach_late("reach-late", [](arriving& given) {
  let_signals_arrive();
  given.checkpoint().reach();
  return 0;
});

/// WORD: changes it when a while has passed.
const role wake_late("wake-late", [](arriving& given) {
  const auto [word, by] = given.wait();
  let_signals_arrive();
  word = 1;
  by.wake_all();
  return 0;
});

const role end_at_once("end-at-once", [](arriving&) { return 4; });

/// GATE: lives until the gate has no writer any more.
const role be_patient("be-patient", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  gate.close_writer();
  gate.await();
  return 0;
});

}  // namespace

BOOST_DATA_TEST_CASE(a_semaphore_waits_on, semaphores, by) {
  const placed_semaphore made(by, 0, 1);
  const auto giver = give_late.launch(parcel().add(made));
  const storm signals;
  made.take();
  BOOST_TEST(exit_code(*giver) == 0);
  const deadline until = deadline_after(long_enough);
  BOOST_TEST(!must(made.made->acquire(until)));
  BOOST_TEST((steady_clock::now() >= *until));
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(a_lock_waits_on, locks, by) {
  const placed_lock made(by);
  const storm signals;
  BOOST_TEST(made.acquire() == lock_outcome::acquired);
  const deadline until = deadline_after(long_enough);
  BOOST_TEST(made.acquire(until) == lock_outcome::timed_out);
  BOOST_TEST((steady_clock::now() >= *until));
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(a_word_is_waited_for_on, addresses, by) {
  const placed_wait here(by);
  const auto waker = wake_late.launch(parcel().add(here));
  const storm signals;
  while (here.word() == 0) must(here.made->wait(0, std::nullopt));
  BOOST_TEST(exit_code(*waker) == 0);
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(a_parent_waits_on_for_its_child, exits, by) {
  const serving_only only("exit", by);
  checkpoint unused;
  const auto child = reach_late.launch(parcel().add(unused));
  const storm signals;
  BOOST_TEST(exit_code(*child) == 0);
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(creating_processes_is_not_disturbed, exits* launches* boost::unit_test::data::make(ways()), exit,
                     launch, way) {
  const serving_only only("exit:" + exit + ",launch:" + launch);
  const storm signals;
  for (int count = 0; count < 10; ++count) BOOST_TEST(exit_code(*end_at_once.start(way)) == 4);
}

BOOST_DATA_TEST_CASE(handles_are_waited_for_on, waits, by) {
  const serving_only only("wait", by);
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
  const auto writer = reach_late.launch(parcel().add(late));
  const storm signals;
  std::array<std::byte, 1> byte;
  BOOST_TEST(must(read_some(late.reader(), byte)) == 1U);
  BOOST_TEST(exit_code(*writer) == 0);
  BOOST_TEST(heard > 0);
}

BOOST_DATA_TEST_CASE(a_launched_program_hears_what_its_launcher_blocks, launches, by) {
  const serving_only only("launch", by);
  checkpoint gate;
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto child = be_patient.launch(parcel().add(gate));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  must(child->terminate());
  BOOST_TEST(exit_code(*child) == -SIGTERM);
}
