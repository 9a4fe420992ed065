// SPDX-License-Identifier: BSL-1.0
// Gotcha: a process is killed, and what it used beside queues stays usable.
#include <mutex>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void stay(mp::Connection ready) {
  mp::Event never;  // made first: the case is not about a kill while an object is made
  ready.send(1);
  (void)never.wait();
}

// Takes, gives, sets, clears and sends, for ever.
void use_everything(mp::Lock lock, mp::RLock rlock, mp::Semaphore semaphore, mp::Event event, mp::Queue<int> queue,
                    mp::Connection rounds) {
  for (int round = 0;; ++round) {
    {
      const std::scoped_lock guard(lock, rlock);
      event.set();
    }
    semaphore.release();
    (void)semaphore.acquire();
    event.clear();
    queue.put(round);
    rounds.send(round);
  }
}

// Takes and gives back a lock, telling whether the last holder had died.
template <class LockType>
bool mend(LockType& lock) {
  const bool died = throws<mp::OwnerDiedError>([&] {
    (void)lock.acquire();
    lock.release();
  });
  if (died) {
    lock.recover();
    (void)lock.acquire();
    lock.release();
  }
  return died;
}

}  // namespace

MP_CASE("terminate.idle.everything-still-works", requires_("TERMINATE-IDLE")) {
  for (const bool by_kill : {false, true}) {
    mp::Lock lock;
    mp::Queue<int> queue;
    auto [reader, writer] = mp::Pipe(false);
    Child victim(
        [](mp::Lock, mp::Queue<int> mine, mp::Connection ready) {
          mine.put(1);
          mine.close();
          mine.join_thread();
          stay(std::move(ready));
        },
        lock, queue, writer);
    BOOST_TEST(reader.recv<int>() == 1);
    by_kill ? victim->kill() : victim->terminate();
    victim->join();
    BOOST_TEST(lock.acquire(0s));
    lock.release();
    BOOST_TEST(queue.get() == 1);  // it had been sent
    queue.put(2);
    BOOST_TEST(queue.get() == 2);
  }
}

MP_CASE("terminate.anything.at-several-moments", requires_("TERMINATE-ANYTHING"), {.limit = 60s}) {
  int told = 0;
  for (const int moment : {1, 2, 3, 5, 8, 13, 21, 34}) {
    mp::Lock lock;
    mp::RLock rlock;
    mp::Semaphore semaphore(2);
    mp::Event event;
    mp::Queue<int> queue;
    auto [reader, writer] = mp::Pipe(false);
    Child victim(&use_everything, lock, rlock, semaphore, event, queue, writer);
    for (int round = 0; round < moment; ++round) {
      BOOST_TEST(reader.recv<int>() == round);
    }
    moment % 2 == 0 ? victim->kill() : victim->terminate();
    victim->join();
    step("killed after " + std::to_string(moment));
    told += mend(lock) ? 1 : 0;
    told += mend(rlock) ? 1 : 0;
    BOOST_TEST(semaphore.acquire(0s));  // the victim never held more than one of three
    event.set();
    BOOST_TEST(event.wait());
    event.clear();
    BOOST_TEST(!event.wait(0s));
    Child other([](mp::Queue<int> mine) { mine.put(-1); }, queue);
    int next = 0;
    for (int item = queue.get(); item != -1; item = queue.get()) {
      BOOST_TEST(item == next++);
    }
    other->join();
  }
  observe("locks found abandoned", told);
}

MP_CASE("terminate.connection.sender-in-the-middle-of-a-message", requires_("TERMINATE-CONNECTION-SENDER")) {
  auto [reader, writer] = mp::Pipe(false);
  Child victim([](mp::Connection out) { out.send(pattern(8U << 20U)); }, writer);
  writer.close();
  BOOST_TEST(reader.poll(std::nullopt));
  victim->kill();
  victim->join();
  BOOST_CHECK_THROW((void)reader.recv<std::string>(), mp::OSError);  // not half of it, and no waiting
}

MP_CASE("terminate.connection.idle-sender-is-end-of-file", requires_("TERMINATE-CONNECTION-EOF")) {
  auto [reader, writer] = mp::Pipe(false);
  Child victim(&stay, writer);
  writer.close();
  BOOST_TEST(reader.recv<int>() == 1);
  victim->kill();
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);
  victim->join();
}

MP_CASE("terminate.event.setter-at-several-moments", requires_("TERMINATE-EVENT")) {
  for (const int moment : {1, 3, 10}) {
    mp::Event event;
    auto [reader, writer] = mp::Pipe(false);
    Child victim(
        [](mp::Event mine, mp::Connection rounds) {
          for (int round = 0;; ++round) {
            mine.set();
            mine.clear();
            rounds.send(round);
          }
        },
        event, writer);
    for (int round = 0; round < moment; ++round) {
      BOOST_TEST(reader.recv<int>() == round);
    }
    victim->kill();
    victim->join();
    event.clear();
    Child waiter([](mp::Event mine) { answer(mine.wait()); }, event);
    BOOST_TEST(!waiter->join(a_while));
    event.set();
    waiter->join();
    BOOST_TEST(waiter->exitcode() == yes);
  }
}

}  // namespace conformance
