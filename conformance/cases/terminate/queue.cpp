// SPDX-License-Identifier: BSL-1.0
// Gotcha: a process is killed while it uses a queue. Nobody hangs, no torn message arrives, the rest goes on.
#include <deque>
#include <set>
#include <string>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {
namespace {

struct Parcel {
  int producer = 0;
  std::uint32_t number = 0;
  std::string contents;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(producer, number, contents);
  }
  [[nodiscard]] bool whole() const {
    return contents == pattern(contents.size(), number * 31 + static_cast<std::uint32_t>(producer));
  }
};

Parcel parcel(int producer, std::uint32_t number, std::size_t size) {
  return {producer, number, pattern(size, number * 31 + static_cast<std::uint32_t>(producer))};
}

constexpr std::size_t big = 300'000;     // more than a pipe holds
constexpr std::size_t huge = 8U << 20U;  // a kill finds the writer in the middle of it
constexpr int marker = -1;               // producer of the item that ends a stream

void write_for_ever(mp::Queue<Parcel> queue) {
  for (std::uint32_t number = 0;; ++number) {
    queue.put(parcel(1, number, big));
  }
}

void end(mp::Process& process, bool by_kill) {
  by_kill ? process.kill() : process.terminate();
  process.join();
}

// Until the first bytes are there: the writer is in the middle of its message, which no pipe can hold.
template <class Queue>
void until_bytes_arrive(const Queue& queue) {
  while (queue.empty()) {
    std::this_thread::yield();
  }
}

// What a queue still delivers until the item of somebody who lives; all of it must be whole.
void drain_to_marker(mp::Queue<Parcel>& queue) {
  Child next([](mp::Queue<Parcel> mine) { mine.put(parcel(marker, 0, 10)); }, queue);
  for (auto item = queue.get(); item.producer != marker; item = queue.get()) {
    BOOST_TEST(item.whole(), "message " << item.number << " is torn");
  }
  next->join();
  BOOST_TEST(next->exitcode() == 0);
}

}  // namespace

MP_QUEUE_CASE("terminate.queue.writer-in-the-middle-of-a-message", requires_("TERMINATE-QUEUE-WRITER")) {
  for (const bool by_kill : {false, true}) {
    auto queue = over.queue<Parcel>();
    Child victim([](mp::Queue<Parcel> mine) { mine.put(parcel(1, 0, huge)); }, queue);
    until_bytes_arrive(queue);
    end(*victim, by_kill);
    BOOST_TEST(victim->exitcode().value() < 0);
    step("killed");
    BOOST_CHECK_THROW((void)queue.get(a_while), mp::Empty);  // half a message is none
    drain_to_marker(queue);
    BOOST_TEST(queue.empty());
  }
}

MP_QUEUE_CASE("terminate.queue.writer-in-a-loop-at-several-moments", requires_("TERMINATE-QUEUE-WRITER"),
              {.limit = 60s}) {
  for (const int moment : {0, 1, 2, 3, 5, 8}) {
    auto queue = over.queue<Parcel>(3);
    Child victim(&write_for_ever, queue);
    for (int i = 0; i < moment; ++i) {
      BOOST_TEST(queue.get().whole());
    }
    end(*victim, moment % 2 == 0);
    step("killed after " + std::to_string(moment));
    drain_to_marker(queue);
  }
}

MP_QUEUE_CASE("terminate.queue.writer-among-others", requires_("TERMINATE-QUEUE-OTHERS"), {.limit = 60s}) {
  auto queue = over.queue<Parcel>(5);
  Child victim(&write_for_ever, queue);
  std::deque<Child> others;
  for (const int me : {2, 3}) {
    others.emplace_back(
        [](int producer, mp::Queue<Parcel> mine) {
          for (std::uint32_t number = 0; number < 60; ++number) {
            mine.put(parcel(producer, number, 50'000));
          }
        },
        me, queue);
  }
  std::set<std::pair<int, std::uint32_t>> seen;
  for (int of_victim = 0; seen.size() < 120 || of_victim < 3;) {
    const auto item = queue.get();
    BOOST_TEST(item.whole());
    if (item.producer != 1) {
      BOOST_TEST(seen.emplace(item.producer, item.number).second, "a message came twice");
    } else if (++of_victim == 3) {
      victim->kill();  // it is in the middle of the next one, or waits for room
    }
  }
  victim->join();
  for (auto& other : others) {
    other->join();
    BOOST_TEST(other->exitcode() == 0);
  }
  drain_to_marker(queue);
}

MP_QUEUE_CASE("terminate.queue.reader-that-waits", requires_("TERMINATE-QUEUE-READER")) {
  for (const bool by_kill : {false, true}) {
    auto queue = over.queue<Parcel>();
    auto [reader, writer] = mp::Pipe(false);
    Child victim(
        [](mp::Queue<Parcel> mine, mp::Connection ready) {
          ready.send(1);
          (void)mine.get();
        },
        queue, writer);
    BOOST_TEST(reader.recv<int>() == 1);
    BOOST_TEST(!victim->join(a_while));
    end(*victim, by_kill);
    queue.put(parcel(2, 0, big));
    BOOST_TEST(queue.get().whole());
    BOOST_CHECK_THROW((void)queue.get(0s), mp::Empty);
  }
}

MP_QUEUE_CASE("terminate.queue.reader-in-a-loop", requires_("TERMINATE-QUEUE-READER", "TERMINATE-QUEUE-LOSS"),
              {.limit = 60s}) {
  for (const int moment : {1, 2, 5}) {
    auto queue = over.queue<Parcel>();
    auto [reader, writer] = mp::Pipe(false);
    Child victim(
        [](mp::Queue<Parcel> mine, mp::Connection acknowledged) {
          for (;;) {
            acknowledged.send(mine.get().number);
          }
        },
        queue, writer);
    writer.close();
    for (std::uint32_t number = 0; number < 20; ++number) {
      queue.put(parcel(2, number, big));
    }
    std::set<std::uint32_t> seen;
    for (int i = 0; i < moment; ++i) {
      seen.insert(reader.recv<std::uint32_t>());
    }
    end(*victim, moment % 2 == 0);
    step("killed after " + std::to_string(moment));
    try {
      for (;;) {
        seen.insert(reader.recv<std::uint32_t>());
      }
    } catch (const mp::ProcessError&) {
      // That was the last acknowledgement.
    } catch (const mp::OSError&) {
      // The last acknowledgement was cut off.
    }
    queue.put(parcel(marker, 0, 10));
    for (auto item = queue.get(); item.producer != marker; item = queue.get()) {
      BOOST_TEST(item.whole());
      BOOST_TEST(seen.insert(item.number).second, "a message came twice");
    }
    observe("lost", 20 - static_cast<int>(seen.size()));
    BOOST_TEST(seen.size() >= 19U);  // at most the one that the victim held
  }
}

MP_QUEUE_CASE("terminate.simple_queue.writer-in-the-middle-of-a-message", requires_("TERMINATE-SIMPLE-QUEUE")) {
  auto queue = over.simple_queue<Parcel>();
  Child victim([](mp::SimpleQueue<Parcel> mine) { mine.put(parcel(1, 0, huge)); }, queue);
  until_bytes_arrive(queue);
  end(*victim, true);
  Child next([](mp::SimpleQueue<Parcel> mine) { mine.put(parcel(2, 7, big)); }, queue);
  const auto item = queue.get();
  BOOST_TEST(item.producer == 2);
  BOOST_TEST(item.whole());
  next->join();
  BOOST_TEST(next->exitcode() == 0);
}

}  // namespace conformance
