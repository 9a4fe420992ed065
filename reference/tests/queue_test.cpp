// SPDX-License-Identifier: BSL-1.0
// Queues: feeders over fork, what cannot be sent, and what a killed process takes with it.
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;
using Texts = mp::Queue<std::string>;

namespace {

void put_numbered(mp::Queue<int> queue, int first, int count) {
  for (int i = 0; i < count; ++i) queue.put(first + i);
}

void echo(Texts from, Texts to, int count) {
  for (int i = 0; i < count; ++i) to.put(from.get() + "!");
}

void put_for_ever(Texts queue, mp::Event begun) {
  const std::string text(500, 'x');
  for (;;) {
    queue.put(text);
    begun.set();
  }
}

void get_for_ever(Texts queue, mp::Event begun) {
  for (;;) {
    (void)queue.get();
    begun.set();
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(items_go_there_and_back, mp::every_method(), method) {
  Texts there, back;
  mp::Process child(mp::by(method), echo, there, back, 3);
  child.start();
  for (const auto size : {0U, 1U, 100'000U}) {
    there.put(std::string(size, 's'));
    BOOST_TEST(back.get() == std::string(size, 's') + "!");
  }
  child.join();
  BOOST_TEST(*child.exitcode() == 0);
  BOOST_TEST(there.qsize() == 0U);
}

BOOST_DATA_TEST_CASE(a_queue_that_is_in_use_works_in_a_child, mp::every_method(), method) {
  mp::Queue<int> queue;
  put_numbered(queue, 0, 100);  // the feeder of this process runs from now on
  mp::Process child(mp::by(method), put_numbered, queue, 1000, 100);
  child.start();
  std::vector<int> own, others;
  for (int i = 0; i < 200; ++i) {
    const int item = queue.get();
    (item < 1000 ? own : others).push_back(item);
  }
  child.join();
  BOOST_TEST(own.size() == 100U);
  BOOST_TEST(std::is_sorted(own.begin(), own.end()));
  BOOST_TEST(std::is_sorted(others.begin(), others.end()));
}

BOOST_DATA_TEST_CASE(processes_made_while_threads_put_are_sound, mp::every_method(), method) {
  mp::Queue<int> queue;
  std::atomic<bool> enough = false;
  std::jthread busy([&] {
    while (!enough) {
      mp::Queue<int> other;  // made, used and destroyed at any moment of a fork
      other.put(1);
      (void)other.get();
    }
  });
  for (int i = 0; i < 20; ++i) {
    mp::Process child(mp::by(method), put_numbered, queue, i, 1);
    child.start();
    BOOST_TEST(queue.get() == i);
    child.join();
    BOOST_TEST(*child.exitcode() == 0);
  }
  enough = true;
}

BOOST_AUTO_TEST_CASE(what_was_put_is_sent_after_the_queue_has_gone) {
  auto [here, there] = mp::Pipe();
  {
    Texts queue;
    mp::Process child([](Texts from, mp::Connection to) { to.send(from.get().size()); }, queue, there);
    queue.put(std::string(1'000'000, 'x'));
    child.start();
  }
  BOOST_TEST(here.recv<std::size_t>() == 1'000'000U);
}

BOOST_DATA_TEST_CASE(a_child_sends_everything_before_it_ends, mp::every_method(), method) {
  Texts queue;
  mp::Process child(
      mp::by(method),
      [](Texts to) {
        for (int i = 0; i < 50; ++i) to.put(std::string(10'000, 'y'));
      },
      queue);
  child.start();
  for (int i = 0; i < 50; ++i) BOOST_TEST(queue.get().size() == 10'000U);
  child.join();
}

BOOST_DATA_TEST_CASE(a_child_that_cancelled_does_not_wait, mp::every_method(), method) {
  Texts queue;
  BOOST_TEST(*mp::exitcode_of(
                 method,
                 [](Texts to) {
                   to.cancel_join_thread();
                   for (int i = 0; i < 50; ++i) to.put(std::string(100'000, 'y'));
                 },
                 queue) == 0);
}

BOOST_AUTO_TEST_CASE(a_bound_holds_and_is_given_back) {
  Texts queue(2);
  BOOST_TEST(queue.try_put("a"));
  BOOST_TEST(queue.try_put("b"));
  BOOST_TEST(!queue.try_put("c"));
  BOOST_TEST(queue.full());
  BOOST_CHECK_THROW(queue.put("c", 20ms), mp::Full);
  BOOST_TEST(queue.get() == "a");
  BOOST_TEST(queue.try_put("c", 1h));
  BOOST_TEST(queue.get() == "b");
  BOOST_TEST(queue.get() == "c");
  BOOST_CHECK_THROW((void)queue.get(20ms), mp::Empty);
  BOOST_CHECK_THROW((void)queue.get_nowait(), mp::Empty);
  BOOST_CHECK_THROW(Texts(std::size_t{1} << 40), mp::ValueError);
}

BOOST_AUTO_TEST_CASE(closed_queues_refuse) {
  Texts unused, used;
  BOOST_CHECK_THROW(used.join_thread(), mp::AssertionError);
  used.put("x");
  unused.close();
  unused.join_thread();
  BOOST_TEST(unused.empty());
  used.close();
  used.close();
  used.join_thread();
  BOOST_CHECK_THROW((void)used.empty(), mp::OSError);
  BOOST_CHECK_THROW(used.put("x"), mp::ValueError);
  BOOST_CHECK_THROW((void)used.get(), mp::ValueError);
}

BOOST_AUTO_TEST_CASE(live_objects_do_not_travel_in_messages) {
  mp::Queue<mp::Lock> locks;
  BOOST_CHECK_EXCEPTION(locks.put(mp::Lock()), mp::UnpicklableError,
                        [](const auto& error) { return std::string(error.what()).find("a Lock") == 0; });
  mp::Queue<std::vector<Texts>> queues;
  BOOST_CHECK_THROW(queues.put({Texts()}), mp::UnpicklableError);
  BOOST_TEST(locks.qsize() == 0U);
  BOOST_TEST(queues.empty());
}

BOOST_AUTO_TEST_CASE(the_places_of_killed_producers_are_free_again) {
  mp::Event begun;
  for (int round = 0; round < 30; ++round) {
    Texts queue(3);
    begun.clear();
    mp::Process producer(put_for_ever, queue, begun);
    producer.start();
    begun.wait();
    for (int i = 0; i < round; ++i) BOOST_TEST(queue.get().size() == 500U);
    producer.kill();
    producer.join();
    while (queue.try_get(0ns)) {
    }
    for (int i = 0; i < 3; ++i) BOOST_TEST(queue.try_put("after", 1h));
    for (int i = 0; i < 3; ++i) BOOST_TEST(queue.get() == "after");
    BOOST_TEST(queue.qsize() == 0U);
  }
}

BOOST_DATA_TEST_CASE(an_item_that_was_being_sent_by_a_killed_process_is_no_longer_counted, mp::every_method(), method) {
  Texts queue(1);
  mp::Process producer(
      mp::by(method), [](Texts to) { to.put(std::string(5'000'000, 'x')); }, queue);
  producer.start();
  while (queue.empty()) std::this_thread::yield();
  producer.kill();  // the item does not fit into any pipe, so it is on its way
  producer.join();
  BOOST_TEST(!queue.try_get());
  BOOST_TEST(queue.qsize() == 0U);
  BOOST_TEST(queue.try_put("after", 1h));
  BOOST_TEST(queue.get() == "after");
}

BOOST_AUTO_TEST_CASE(the_places_that_killed_consumers_had_taken_are_free_again) {
  for (int round = 0; round < 30; ++round) {
    Texts queue(1);
    mp::Event producing, consuming;
    mp::Process producer(put_for_ever, queue, producing);
    mp::Process consumer(get_for_ever, queue, consuming);
    producer.start();
    consumer.start();
    consuming.wait();
    std::this_thread::sleep_for(std::chrono::microseconds(137 * round));  // the moment is what differs
    consumer.kill();
    consumer.join();
    for (int i = 0; i < 5; ++i) BOOST_TEST(queue.get().size() == 500U);  // the producer goes on
    producer.kill();
    producer.join();
  }
}

BOOST_AUTO_TEST_CASE(the_places_of_any_number_of_killed_producers_are_free_again) {
  constexpr std::size_t producers = 80;
  for (const auto transport : {mp::QueueTransport::pipe, mp::QueueTransport::ring}) {
    Texts queue({.maxsize = 2 * producers, .transport = transport});
    std::vector<mp::Process> children;
    for (std::size_t i = 0; i < producers; ++i) {
      children.emplace_back(
          [](Texts to) {
            to.put(std::string(200'000, 'x'));
            to.put("y");
          },
          queue);
      children.back().start();
    }
    while (!queue.full()) std::this_thread::yield();
    for (auto& child : children) child.kill();
    for (auto& child : children) child.join();
    while (queue.try_get()) {
    }
    BOOST_TEST(queue.qsize() == 0U);
    for (std::size_t i = 0; i < 2 * producers; ++i) BOOST_TEST(queue.try_put("z"));
    BOOST_TEST(!queue.try_put("z"));
    for (std::size_t i = 0; i < 2 * producers; ++i) BOOST_TEST(queue.get() == "z");
  }
}

BOOST_AUTO_TEST_CASE(a_process_too_many_waits_until_another_has_sent) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  constexpr std::size_t accounts = 256;
  Texts queue;
  std::vector<mp::Process> children;
  // The first one waits for room, and keeps its second item; the others wait for their turn.
  for (std::size_t i = 0; i < accounts; ++i) {
    children.emplace_back(
        mp::by(mp::StartMethod::fork),
        [](Texts to) {
          to.put(std::string(200'000, 'x'));
          to.put("y");
        },
        queue);
    try {
      children.back().start();
    } catch (const mp::OSError& error) {
      BOOST_TEST_MESSAGE("cannot be tested here: " << error.what());
      for (auto& child : children) {
        if (child.pid()) child.kill();
      }
      return;
    }
  }
  while (queue.qsize() != 2 * accounts) std::this_thread::yield();
  BOOST_CHECK_THROW(queue.put_nowait("z"), mp::Full);
  children.back().kill();
  queue.put("z");  // does not wait for ever
  for (auto& child : children) child.kill();
  for (auto& child : children) child.join();
  while (queue.get() != "z") {
  }
  BOOST_TEST(!queue.try_get());
  BOOST_TEST(queue.qsize() == 0U);
}

BOOST_DATA_TEST_CASE(a_killed_getter_leaves_one_task_at_the_most, mp::every_method(), method) {
  for (const auto transport : {mp::QueueTransport::pipe, mp::QueueTransport::ring}) {
    for (int round = 0; round < 15; ++round) {
      mp::JoinableQueue<int> tasks({.transport = transport});
      mp::Event begun;
      mp::Process worker(
          mp::by(method),
          [](mp::JoinableQueue<int> mine, mp::Event got) {
            for (;;) {
              (void)mine.get();
              got.set();
              mine.task_done();
            }
          },
          tasks, begun);
      worker.start();
      std::jthread producer([&] {
        for (int i = 0; i < 200; ++i) tasks.put(i);
      });
      begun.wait();
      std::this_thread::sleep_for(std::chrono::microseconds(61 * round));  // the moment is what differs
      worker.kill();
      worker.join();
      producer.join();
      BOOST_TEST(tasks.recover() <= 1U);
      for (const int task : tasks.drain()) {
        (void)task;
        tasks.task_done();
      }
      BOOST_TEST(tasks.unfinished() == 0U);
      tasks.join();
    }
  }
}

BOOST_DATA_TEST_CASE(half_a_message_is_no_task, mp::every_method(), method) {
  for (const auto transport : {mp::QueueTransport::pipe, mp::QueueTransport::ring}) {
    mp::JoinableQueue<std::string> tasks({.transport = transport});
    mp::Process producer(
        mp::by(method), [](mp::JoinableQueue<std::string> to) { to.put(std::string(5'000'000, 'x')); }, tasks);
    producer.start();
    while (tasks.empty()) std::this_thread::yield();
    producer.kill();
    producer.join();
    const auto finds_nothing = [](mp::JoinableQueue<std::string> from) { mp::exit(from.try_get() ? 1 : 0); };
    BOOST_TEST(*mp::exitcode_of(method, finds_nothing, tasks) == 0);
    BOOST_TEST(tasks.abandoned() == 0U);
    tasks.join();
  }
}

BOOST_AUTO_TEST_CASE(a_drained_queue_is_an_input_range) {
  using Range = decltype(std::declval<Texts&>().drain());
  static_assert(std::input_iterator<Range::iterator>);
  static_assert(std::sentinel_for<std::default_sentinel_t, Range::iterator>);
  Texts queue;
  queue.put("a");
  queue.put("b");
  auto range = queue.drain();
  std::vector<std::string> seen;
  for (auto item = range.begin(); item != range.end(); ++item) seen.push_back(std::move(*item));
  BOOST_TEST((seen == std::vector<std::string>{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(what_a_queue_travels_through_is_chosen) {
  BOOST_TEST((Texts({.transport = mp::QueueTransport::pipe}).transport() == mp::QueueTransport::pipe));
  BOOST_TEST((Texts({.transport = mp::QueueTransport::ring}).transport() == mp::QueueTransport::ring));
  BOOST_TEST((Texts().transport() != mp::QueueTransport::automatic));
  BOOST_CHECK_THROW(mp::SimpleQueue<int>({.maxsize = 1}), mp::ValueError);
}

BOOST_DATA_TEST_CASE(simple_queues_carry_messages_of_any_size, mp::every_method(), method) {
  mp::SimpleQueue<std::string> there, back;
  BOOST_TEST(there.empty());
  mp::Process child(
      mp::by(method),
      [](mp::SimpleQueue<std::string> from, mp::SimpleQueue<std::string> to) {
        for (int i = 0; i < 4; ++i) to.put(from.get());
      },
      there, back);
  child.start();
  for (const auto size : {0U, 112U, 113U, 1'000'000U}) {
    there.put(std::string(size, 's'));
    BOOST_TEST(back.get() == std::string(size, 's'));
  }
  child.join();
  there.close();
  there.close();
  BOOST_CHECK_THROW((void)there.empty(), mp::OSError);
}
