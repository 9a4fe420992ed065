// SPDX-License-Identifier: BSL-1.0
// Lifetime: objects live as long as somebody uses them, and no longer.
#include <cstdint>
#include <optional>
#include <set>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("lifetime.objects.outlive-their-maker-s-copies", requires_("LIFETIME-DROPPED")) {
  auto [reader, writer] = mp::Pipe(false);
  std::optional<Child> child;
  {
    const mp::Queue<int> queue;
    const mp::Lock lock;
    const mp::Event event;
    const mp::Semaphore semaphore(3);
    child.emplace(
        [](mp::Connection results, mp::Queue<int> my_queue, mp::Lock my_lock, mp::Event my_event,
           mp::Semaphore my_semaphore) {
          my_queue.put(1);
          results.send(my_queue.get() == 1 && my_lock.acquire() && my_semaphore.get_value() == 3 &&
                       (my_event.set(), my_event.wait()));
          my_lock.release();
        },
        writer, queue, lock, event, semaphore);
  }
  writer.close();  // so that a child that cannot begin is end of file here
  BOOST_TEST(reader.recv<bool>());
  (*child)->join();
  BOOST_TEST((*child)->exitcode() == 0);
}

MP_CASE("lifetime.pipes.thousands-one-after-the-other", requires_("LIFETIME-NO-LEAK")) {
  int right = 0;
  for (int i = 0; i < 3000; ++i) {
    auto [reader, writer] = mp::Pipe(i % 2 == 0);
    writer.send(i);
    right += reader.recv<int>() == i ? 1 : 0;
  }
  BOOST_TEST(right == 3000);
}

MP_CASE("lifetime.pipes.handles-come-round-again", requires_("LIFETIME-NO-LEAK")) {
  // A system may let a process have more handles than any case could use up; but it gives a closed one out again.
  std::set<std::intptr_t> seen;
  constexpr int rounds = 500;
  for (int i = 0; i < rounds; ++i) {
    auto [reader, writer] = mp::Pipe(i % 2 == 0);
    seen.insert({reader.fileno(), writer.fileno()});
  }
  observe("different handles", seen.size());
  BOOST_TEST(seen.size() < static_cast<std::size_t>(rounds));
}

MP_CASE("lifetime.locks.thousands-one-after-the-other", requires_("LIFETIME-NO-LEAK")) {
  int right = 0;
  for (int i = 0; i < 2000; ++i) {
    mp::Lock lock;
    mp::Semaphore semaphore(1);
    mp::Event event;
    event.set();
    right += lock.acquire() && semaphore.acquire() && event.wait() ? 1 : 0;
    lock.release();
  }
  BOOST_TEST(right == 2000);
}

MP_CASE("lifetime.queues.hundreds-one-after-the-other", requires_("LIFETIME-NO-LEAK")) {
  int right = 0;
  for (int i = 0; i < 600; ++i) {
    mp::Queue<int> queue(2);
    queue.put(i);
    right += queue.get() == i ? 1 : 0;
    queue.close();
    queue.join_thread();
  }
  BOOST_TEST(right == 600);
}

MP_CASE("lifetime.processes.hundreds-one-after-the-other", requires_("LIFETIME-NO-LEAK"), {.limit = 60s}) {
  int right = 0;
  for (int i = 0; i < 300; ++i) {
    mp::Process child([](int code) { mp::exit(code); }, i % 100);
    child.start();
    child.join();
    right += child.exitcode() == i % 100 ? 1 : 0;
  }
  BOOST_TEST(right == 300);
}

MP_CASE("lifetime.handles.of-others-are-not-inherited", requires_("LIFETIME-NOT-INHERITED"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  auto [reader, writer] = mp::Pipe(false);
  mp::Event end;
  const auto stand_by = [](mp::Event go) { (void)go.wait(); };
  Child before(stand_by, end);
  Child owner([](mp::Connection mine) { mine.send(1); }, writer);
  Child after(stand_by, end);
  writer.close();
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_CHECK_THROW((void)reader.recv<int>(), mp::EOFError);  // although two others run
  BOOST_TEST(before->is_alive());
  BOOST_TEST(after->is_alive());
  end.set();
  before->join();
  after->join();
  owner->join();
}

MP_CASE("lifetime.copies.name-the-same-object", requires_("LIFETIME-COPIES")) {
  mp::Lock lock;
  mp::Lock copy = lock;
  BOOST_TEST(lock.acquire());
  BOOST_TEST(copy.locked());
  copy.release();
  BOOST_TEST(!lock.locked());
  mp::Queue<int> queue;
  mp::Queue<int> other = queue;
  queue.put(1);
  BOOST_TEST(other.get() == 1);
}

}  // namespace conformance
