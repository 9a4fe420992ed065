// SPDX-License-Identifier: BSL-1.0
// Among threads: waits that end because somebody asks for it, and objects as text.
#include <mutex>

#include "conformance/cases/stop_token/expect_end.hpp"
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/dummy/dummy.hpp"

namespace conformance {
namespace {

namespace dummy = mp::dummy;

template <class LockType>
void expect_end_of_acquire() {
  LockType lock;
  dummy::Event held;
  dummy::Event enough;
  dummy::Process holder([=]() mutable {
    const std::scoped_lock guard(lock);
    held.set();
    (void)enough.wait();
  });
  holder.start();
  (void)held.wait();
  expect_end<dummy::Event>([&](const mp::StopToken& stop) { BOOST_TEST(!lock.acquire(stop)); });
  BOOST_TEST(!lock.acquire(mp::StopToken(), a_while));
  BOOST_TEST(to_string(lock).find("SomeOtherThread") != std::string::npos);
  enough.set();
  BOOST_TEST(lock.acquire(mp::StopToken()));
  lock.release();
  holder.join();
}

}  // namespace

MP_CASE("dummy.stop.locks", requires_("DUMMY-STOP")) {
  expect_end_of_acquire<dummy::Lock>();
  expect_end_of_acquire<dummy::RLock>();
  expect_end_of_acquire<dummy::Condition>();
}

MP_CASE("dummy.stop.semaphore-and-event", requires_("DUMMY-STOP")) {
  dummy::Semaphore semaphore(0);
  expect_end<dummy::Event>([&](const mp::StopToken& stop) { BOOST_TEST(!semaphore.acquire(stop)); });
  semaphore.release();
  BOOST_TEST(semaphore.acquire(mp::StopToken()));
  BOOST_TEST(semaphore.get_value() == 0U);
  dummy::Event event;
  expect_end<dummy::Event>([&](const mp::StopToken& stop) { BOOST_TEST(!event.wait(stop)); });
  event.set();
  BOOST_TEST(event.wait(mp::StopToken()));
}

MP_CASE("dummy.stop.condition", requires_("DUMMY-STOP")) {
  dummy::Condition condition;
  const std::scoped_lock guard(condition);
  expect_end<dummy::Event>([&](const mp::StopToken& stop) { BOOST_TEST(!condition.wait(stop)); });
  expect_end<dummy::Event>(
      [&](const mp::StopToken& stop) { BOOST_TEST(!condition.wait_for(stop, [] { return false; })); });
  BOOST_TEST(condition.wait_for(mp::StopToken(), [] { return true; }));
  BOOST_TEST(!condition.wait(mp::StopToken(), a_while));
}

MP_CASE("dummy.stop.barrier-breaks", requires_("DUMMY-STOP")) {
  expect_end<dummy::Event>([](const mp::StopToken& stop) {
    dummy::Barrier barrier(2);
    BOOST_CHECK_THROW((void)barrier.wait(stop), dummy::BrokenBarrierError);
    BOOST_TEST(barrier.broken());
  });
  BOOST_TEST(dummy::Barrier(1).wait(mp::StopToken()) == 0U);
}

MP_CASE("dummy.text.is-that-of-processes", requires_("DUMMY-TEXT")) {
  dummy::Lock lock;
  BOOST_TEST(to_string(lock) == "<Lock(owner=None)>");
  const std::scoped_lock holds(lock);
  BOOST_TEST(to_string(lock) == "<Lock(owner=MainProcess)>");
  dummy::RLock recursive;
  BOOST_TEST(to_string(recursive) == "<RLock(None, 0)>");
  const std::scoped_lock once(recursive);
  const std::scoped_lock twice(recursive);
  BOOST_TEST(to_string(recursive) == "<RLock(MainProcess, 2)>");
  BOOST_TEST(to_string(dummy::Condition(recursive)) == "<Condition(<RLock(MainProcess, 2)>, 0)>");
  BOOST_TEST(to_string(dummy::Semaphore(2)) == "<Semaphore(value=2)>");
  BOOST_TEST(to_string(dummy::BoundedSemaphore(2)) == "<BoundedSemaphore(value=2, maxvalue=2)>");
  dummy::Event event;
  BOOST_TEST(to_string(event).ends_with(" unset>"));
  event.set();
  BOOST_TEST(to_string(event).ends_with(" set>"));
  dummy::Barrier barrier(2);
  BOOST_TEST(to_string(barrier).ends_with(": waiters=0/2>"));
  barrier.abort();
  BOOST_TEST(to_string(barrier).ends_with(": broken>"));
}

MP_CASE("dummy.text.process", requires_("DUMMY-TEXT")) {
  dummy::Process child(mp::ProcessOptions{.name = "Ada", .daemon = true}, [] { dummy::exit(3); });
  const auto parent = " parent=" + std::to_string(*dummy::current_process().pid());
  BOOST_TEST(to_string(child) == "<Process name='Ada'" + parent + " initial daemon>");
  child.start();
  child.join();
  const auto pid = " pid=" + std::to_string(*child.pid());
  BOOST_TEST(to_string(child) == "<Process name='Ada'" + pid + parent + " stopped exitcode=3 daemon>");
  child.close();
  BOOST_TEST(to_string(child) == "<Process name='Ada'" + pid + parent + " closed daemon>");
}

}  // namespace conformance
