// SPDX-License-Identifier: BSL-1.0
// The API over threads. The same program is built over a platform layer that has nothing.
#include "multiprocessing/dummy/dummy.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace dummy = multiprocessing::dummy;
using namespace std::chrono_literals;

namespace {

constexpr auto a_while = 30ms;

/// A thread that has been started; joined at the end, so that a failed test does not hang.
template <class... Arguments>
dummy::Process started(Arguments&&... arguments) {
  dummy::Process process(std::forward<Arguments>(arguments)...);
  process.start();
  return process;
}

/// Something that ends a thread's waits, and knows when one has begun.
class Stop final : public dummy::detail::Interruption {
 public:
  void about_to_wait() override {
    const std::lock_guard guard(mutex_);
    waits_ = true;
    changed_.notify_all();
  }
  void request_when_it_waits() {
    {
      std::unique_lock guard(mutex_);
      changed_.wait(guard, [this] { return waits_; });
    }
    request();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool waits_ = false;
};

/// Whether `action`, which waits, is ended from outside.
template <class Action>
bool can_be_interrupted(Action action) {
  Stop stop;
  bool interrupted = false;
  std::thread waiting([&] {
    const dummy::detail::Interruption::Scope scope(stop);
    try {
      action();
    } catch (const dummy::detail::Interrupted&) {
      interrupted = true;
    }
  });
  stop.request_when_it_waits();
  waiting.join();
  return interrupted;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_process_has_a_name_a_number_and_a_code) {
  BOOST_TEST(dummy::current_process().name() == "MainProcess");
  BOOST_TEST(!dummy::parent_process().has_value());
  dummy::Event go;
  dummy::Process child(
      [](dummy::Event mine, int code) {
        mine.wait();
        dummy::exit(code);
      },
      go, 7);
  BOOST_TEST(!child.is_alive());
  BOOST_TEST(!child.pid().has_value());
  BOOST_CHECK_THROW(child.join(), dummy::AssertionError);
  child.start();
  BOOST_CHECK_THROW(child.start(), dummy::AssertionError);
  BOOST_TEST(child.is_alive());
  BOOST_TEST(!child.exitcode().has_value());
  BOOST_TEST((dummy::active_children() == std::vector{child}));
  BOOST_TEST(!child.join(0s));
  BOOST_CHECK_THROW(child.close(), dummy::ValueError);
  go.set();
  child.join();
  BOOST_TEST(child.join(0s));
  BOOST_TEST(*child.exitcode() == 7);
  BOOST_TEST(!child.is_alive());
  BOOST_TEST(dummy::active_children().empty());
  child.close();
  child.close();
  BOOST_CHECK_THROW((void)child.is_alive(), dummy::ValueError);
}

BOOST_AUTO_TEST_CASE(what_leaves_a_target_is_a_code) {
  auto throwing = started([] { throw dummy::ProcessError("on purpose"); });
  throwing.join();
  BOOST_TEST(*throwing.exitcode() == 1);
  auto returning = started([] {});
  returning.join();
  BOOST_TEST(*returning.exitcode() == 0);
}

BOOST_AUTO_TEST_CASE(arguments_need_not_be_sent_anywhere) {
  auto number = std::make_unique<int>(5);
  dummy::Queue<std::unique_ptr<int>> queue;
  auto child =
      started([](std::unique_ptr<int> mine, dummy::Queue<std::unique_ptr<int>> to) { to.put(std::move(mine)); },
              std::move(number), queue);
  BOOST_TEST(*queue.get() == 5);
  child.join();
}

BOOST_AUTO_TEST_CASE(a_child_waits_for_its_children) {
  dummy::Event go;
  dummy::Queue<std::string> names;
  auto child = started([=]() mutable {
    dummy::Process grandchild([=]() mutable {
      go.wait();
      names.put(dummy::current_process().name() + " of " + dummy::parent_process()->name());
    });
    grandchild.start();
  });
  BOOST_TEST(!child.join(a_while));
  go.set();
  child.join();
  BOOST_TEST(names.get_nowait() == child.name() + ":1 of " + child.name());
}

BOOST_AUTO_TEST_CASE(daemons_have_no_children) {
  dummy::Process daemon({.daemon = true}, [] {
    dummy::Process child([] {});
    child.start();
  });
  daemon.start();
  daemon.join();
  BOOST_TEST(*daemon.exitcode() == 1);
}

BOOST_AUTO_TEST_CASE(a_lock_whose_holder_has_ended_says_so) {
  dummy::Lock lock;
  dummy::RLock again;
  started([=]() mutable {
    (void)lock.acquire();
    (void)again.acquire();
  }).join();
  BOOST_TEST(lock.locked());
  BOOST_CHECK_THROW((void)again.acquire(), dummy::OwnerDiedError);
  BOOST_CHECK_THROW((void)lock.acquire(0s), dummy::OwnerDiedError);
  BOOST_CHECK_THROW((void)lock.acquire(), dummy::OwnerDiedError);
  lock.recover();
  BOOST_TEST(lock.acquire(0s));
  lock.recover();  // nothing to do: this thread lives
  BOOST_TEST(!lock.try_lock());
  lock.release();
  started([=]() mutable { (void)lock.acquire(); }).join();
  lock.release();  // anybody may
  BOOST_TEST(lock.acquire(0s));
  lock.release();
  BOOST_CHECK_THROW(lock.release(), dummy::ValueError);
}

BOOST_AUTO_TEST_CASE(a_waiter_learns_that_the_holder_has_ended) {
  dummy::Lock lock;
  dummy::Event held, go;
  auto holder = started([=]() mutable {
    (void)lock.acquire();
    held.set();
    go.wait();
  });
  held.wait();
  dummy::Queue<bool> told;
  auto waiter = started([=]() mutable {
    try {
      (void)lock.acquire();
      told.put(false);
    } catch (const dummy::OwnerDiedError&) {
      told.put(true);
    }
  });
  BOOST_TEST(!waiter.join(a_while));
  go.set();
  BOOST_TEST(told.get());
  waiter.join();
  holder.join();
}

BOOST_AUTO_TEST_CASE(a_holder_may_be_more_than_a_thread) {
  dummy::Lock lock;
  {
    dummy::detail::Holder client;
    started([&] {
      const dummy::detail::Holder::Scope scope(client);
      (void)lock.acquire();
    }).join();
    BOOST_TEST(!lock.acquire(0s));  // the thread has ended, and whom it acted for has not
  }
  BOOST_CHECK_THROW((void)lock.acquire(0s), dummy::OwnerDiedError);
}

BOOST_AUTO_TEST_CASE(every_wait_can_be_ended_from_outside) {
  BOOST_TEST(can_be_interrupted([] { (void)dummy::Queue<int>().get(); }));
  BOOST_TEST(can_be_interrupted([] { (void)dummy::Queue<int>().get(1h); }));
  BOOST_TEST(can_be_interrupted([] { (void)dummy::Semaphore(0).acquire(); }));
  BOOST_TEST(can_be_interrupted([] { dummy::Event().wait(); }));
  dummy::Lock lock;
  (void)lock.acquire();
  BOOST_TEST(can_be_interrupted([&] { (void)lock.acquire(); }));
  dummy::Condition condition;
  BOOST_TEST(can_be_interrupted([&] {
    const std::scoped_lock guard(condition);
    condition.wait();
  }));
  BOOST_TEST(condition.try_lock());  // the guard has released it
  condition.notify_all();
  condition.release();
}

BOOST_AUTO_TEST_CASE(a_party_that_is_gone_breaks_the_barrier) {
  dummy::Barrier barrier(2);
  BOOST_TEST(can_be_interrupted([&] { barrier.wait(); }));
  BOOST_TEST(barrier.broken());
  BOOST_CHECK_THROW(barrier.wait(), dummy::BrokenBarrierError);
  barrier.reset();
  auto other = started([=]() mutable { barrier.wait(); });
  barrier.wait();
  other.join();
  BOOST_TEST(*other.exitcode() == 0);
}

BOOST_AUTO_TEST_CASE(the_action_of_a_barrier_breaks_it_if_it_throws) {
  dummy::Barrier barrier(2, [] { throw dummy::ProcessError("on purpose"); });
  dummy::Queue<std::string> said;
  const auto party = [=]() mutable {
    try {
      barrier.wait();
      said.put("passed");
    } catch (const dummy::BrokenBarrierError&) {
      said.put("broken");
    } catch (const dummy::ProcessError&) {
      said.put("thrown");
    }
  };
  auto one = started(party);
  auto other = started(party);
  std::vector answers{said.get(), said.get()};
  std::sort(answers.begin(), answers.end());
  BOOST_TEST((answers == std::vector<std::string>{"broken", "thrown"}));
  one.join();
  other.join();
}

BOOST_AUTO_TEST_CASE(each_copy_of_a_queue_is_closed_for_itself) {
  dummy::Queue<int> queue;
  started(
      [](dummy::Queue<int> mine) {
        mine.put(1);
        mine.close();
        mine.join_thread();
      },
      queue)
      .join();
  BOOST_TEST(queue.get() == 1);
  BOOST_CHECK_THROW(queue.join_thread(), dummy::AssertionError);
  queue.close();
  BOOST_CHECK_THROW(queue.put(1), dummy::ValueError);
  BOOST_CHECK_THROW((void)queue.get(), dummy::ValueError);
  BOOST_CHECK_THROW((void)queue.empty(), dummy::OSError);
  auto moved_from = dummy::Queue<int>();
  auto to = std::move(moved_from);
  BOOST_CHECK_THROW((void)moved_from.qsize(), dummy::ValueError);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_stream_comes_with_the_last_copy) {
  auto [reader, writer] = dummy::Pipe(false);
  BOOST_TEST(!reader.writable());
  BOOST_CHECK_THROW(reader.send(1), dummy::OSError);
  auto child = started([](dummy::Connection mine) { mine.send(std::string("last")); }, writer);
  writer.close();
  BOOST_TEST(reader.recv<std::string>() == "last");
  child.join();
  BOOST_TEST(reader.poll(std::nullopt));
  BOOST_CHECK_THROW((void)reader.recv<int>(), dummy::EOFError);
  auto [here, there] = dummy::Pipe();
  there.close();
  BOOST_CHECK_THROW(here.send(1), dummy::OSError);
  here.close();
  BOOST_CHECK_THROW((void)here.poll(), dummy::OSError);
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_long_ends_the_stream) {
  auto [here, there] = dummy::Pipe();
  here.send_bytes(multiprocessing::Bytes(10));
  BOOST_CHECK_THROW((void)there.recv_bytes(9), dummy::OSError);
  BOOST_CHECK_THROW((void)there.recv_bytes(), dummy::OSError);
  there.send_bytes(multiprocessing::Bytes(10));
  multiprocessing::Bytes small(9);
  BOOST_CHECK_THROW((void)here.recv_bytes_into(small), dummy::BufferTooShort);
}

BOOST_AUTO_TEST_CASE(values_are_guarded_by_their_lock) {
  dummy::Value<int> value(5);
  dummy::Array<int> values({1, 2, 3});
  std::vector<dummy::Process> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(started([=] {
      for (int j = 0; j < 1000; ++j) {
        value.update([](int& mine) { ++mine; });
        for (int& each : values.synchronize()) ++each;
      }
    }));
  }
  for (auto& child : children) child.join();
  BOOST_TEST(value.get() == 4005);
  BOOST_TEST((values.values() == std::vector{4001, 4002, 4003}));
  {
    auto guard = value.synchronize();
    BOOST_TEST(value.copy().get() == 4005);
    started([=] { BOOST_TEST(!value.try_synchronize().has_value()); }).join();
  }
  BOOST_CHECK_THROW((void)values.get(3), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(a_namespace_holds_values_of_any_type) {
  dummy::Namespace space;
  auto same = space;
  space.set("x", 10);
  space.set("name", "text");
  BOOST_TEST(same.get<int>("x") == 10);
  BOOST_TEST(same.get<std::string>("name") == "text");
  BOOST_TEST((space.names() == std::vector<std::string>{"name", "x"}));
  BOOST_CHECK_THROW((void)space.get<std::string>("x"), dummy::UnpicklingError);
  space.remove("x");
  BOOST_TEST(!space.has("x"));
  BOOST_CHECK_THROW((void)space.get<int>("x"), std::out_of_range);
  BOOST_CHECK_THROW(space.remove("x"), std::out_of_range);
}
