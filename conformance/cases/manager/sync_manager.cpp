// SPDX-License-Identifier: BSL-1.0
// SyncManager: locks and their kin, used by two processes.
#include <thread>

#include "conformance/cases/manager/counter.hpp"

namespace conformance {

MP_CASE("sync_manager.types.all-are-made", requires_("SYNC-MANAGER-TYPES")) {
  const auto manager = mp::Manager();
  const auto lock = manager.Lock();
  const auto objects =
      std::make_tuple(lock, manager.RLock(), manager.Semaphore(2), manager.BoundedSemaphore(2), manager.Condition(),
                      manager.Condition(lock), manager.Event(), manager.Barrier(2), manager.Queue<int>(),
                      manager.JoinableQueue<int>(), manager.list<int>(), manager.dict<int, int>(), manager.set<int>(),
                      manager.Value<int>(1), manager.Array<int>({1}), manager.Namespace());
  BOOST_TEST(manager.number_of_objects() == std::tuple_size_v<decltype(objects)>);
}

MP_CASE("sync_manager.lock.acquired-there-released-here", requires_("SYNC-MANAGER-LOCK")) {
  const auto manager = mp::Manager();
  const auto lock = manager.Lock();
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection parent, const mp::LockProxy& given) {
        parent.send(given.acquire());
        (void)parent.recv<bool>();
      },
      theirs, lock);
  BOOST_TEST(ours.recv<bool>());
  BOOST_TEST(lock.locked());
  BOOST_TEST(!lock.acquire(0s));
  lock.release();
  BOOST_TEST(!lock.locked());
  BOOST_CHECK_THROW(lock.release(), mp::ValueError);
  ours.send(true);
  child->join();
}

MP_CASE("sync_manager.lock.holder-killed", requires_("SYNC-MANAGER-OWNER-DIED")) {
  const auto manager = mp::Manager();
  const auto lock = manager.Lock();
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection parent, const mp::LockProxy& given) {
        parent.send(given.acquire());
        (void)parent.recv<bool>();
      },
      theirs, lock);
  BOOST_TEST(ours.recv<bool>());
  child->kill();
  child->join();
  BOOST_CHECK_THROW((void)lock.acquire(), mp::OwnerDiedError);
  lock.recover();
  BOOST_TEST(lock.acquire());
}

MP_CASE("sync_manager.queue.waiter-killed", requires_("SYNC-MANAGER-OWNER-DIED")) {
  const auto manager = counters();
  const auto queue = manager.Queue<int>();
  const auto counter = manager.create<Counter>(0);
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection parent, const mp::QueueProxy<int>& from, const CounterProxy& original) {
        const auto own = original.call<&Counter::copy>();  // nobody else has it
        parent.send(own.value());
        (void)from.get();
      },
      theirs, queue, counter);
  BOOST_TEST(ours.recv<int>() == 0);
  child->kill();
  child->join();
  await_objects(manager, 2);  // so that the server has seen its end
  queue.put(1);
  BOOST_TEST(queue.get() == 1);
}

MP_CASE("sync_manager.rlock.again-and-again", requires_("SYNC-MANAGER-RLOCK")) {
  const auto manager = mp::Manager();
  const auto lock = manager.RLock();
  BOOST_TEST(lock.acquire());
  BOOST_TEST(lock.acquire());
  BOOST_TEST(exitcode_of(
                 [](const mp::RLockProxy& given) {
                   answer(!given.acquire(0s) && throws<mp::AssertionError>([&] { given.release(); }));
                 },
                 lock) == yes);
  lock.release();
  lock.release();
  BOOST_TEST(!lock.locked());
  BOOST_CHECK_THROW(lock.release(), mp::AssertionError);
}

MP_CASE("sync_manager.semaphore.counts", requires_("SYNC-MANAGER-SEMAPHORE")) {
  const auto manager = mp::Manager();
  const auto semaphore = manager.Semaphore(2);
  const auto bounded = manager.BoundedSemaphore(1);
  BOOST_TEST(exitcode_of(
                 [](const mp::SemaphoreProxy& one, const mp::BoundedSemaphoreProxy& other) {
                   answer(one.acquire() && one.acquire() && !one.acquire(0s) && other.acquire());
                 },
                 semaphore, bounded) == yes);
  BOOST_TEST(semaphore.get_value() == 0U);
  semaphore.release();
  BOOST_TEST(semaphore.acquire());
  bounded.release();
  BOOST_CHECK_THROW(bounded.release(), mp::ValueError);
}

MP_CASE("sync_manager.condition.notified", requires_("SYNC-MANAGER-CONDITION")) {
  const auto manager = mp::Manager();
  const auto condition = manager.Condition(manager.Lock());
  const auto value = manager.Value<int>(0);
  Child child(
      [](const mp::ConditionProxy& changed, const mp::ValueProxy<int>& watched) {
        const std::scoped_lock guard(changed);
        answer(changed.wait_for([&] { return watched.get() == 3; }));
      },
      condition, value);
  for (int i = 1; i <= 3; ++i) {
    const std::scoped_lock guard(condition);
    value.set(i);
    condition.notify_all();
  }
  child->join();
  BOOST_TEST(child->exitcode() == yes);
  BOOST_CHECK_THROW(condition.notify(), mp::AssertionError);
  const std::scoped_lock guard(condition);
  BOOST_TEST(!condition.wait(a_while));
}

MP_CASE("sync_manager.event.set-and-cleared", requires_("SYNC-MANAGER-EVENT")) {
  const auto manager = mp::Manager();
  const auto event = manager.Event();
  const auto done = manager.Event();
  Child child(
      [](const mp::EventProxy& first, const mp::EventProxy& second) {
        (void)first.wait();
        first.clear();
        second.set();
      },
      event, done);
  const Stopwatch watch;
  BOOST_TEST(!done.wait(a_while));
  BOOST_TEST((watch.elapsed() >= a_while));
  event.set();
  BOOST_TEST(done.wait());
  BOOST_TEST(!event.is_set());
  child->join();
}

MP_CASE("sync_manager.barrier.meets-and-breaks", requires_("SYNC-MANAGER-BARRIER")) {
  const auto manager = mp::Manager();
  const auto barrier = manager.Barrier(2);
  BOOST_TEST(barrier.parties() == 2U);
  Child child([](const mp::BarrierProxy& meeting) { mp::exit(10 + static_cast<int>(meeting.wait())); }, barrier);
  const auto mine = barrier.wait();
  child->join();
  BOOST_TEST(child->exitcode() == 10 + (1 - static_cast<int>(mine)));
  BOOST_CHECK_THROW((void)barrier.wait(a_while), mp::BrokenBarrierError);
  BOOST_TEST(barrier.broken());
  barrier.reset();
  BOOST_TEST(!barrier.broken());
}

}  // namespace conformance
