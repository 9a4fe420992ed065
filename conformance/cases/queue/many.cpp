// SPDX-License-Identifier: BSL-1.0
// Queues with many producers and consumers.
#include <deque>
#include <map>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {
namespace {

struct Item {
  int producer = 0;
  int number = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(producer, number);
  }
};

void produce(int me, int count, mp::Queue<Item> items) {
  for (int number = 0; number < count; ++number) {
    items.put({me, number});
  }
}

}  // namespace

MP_QUEUE_CASE("queue.many.producers-keep-their-order", requires_("QUEUE-MANY-PRODUCERS")) {
  auto items = over.queue<Item>();
  std::deque<Child> producers;
  for (int i = 0; i < 4; ++i) {
    producers.emplace_back(&produce, i, 250, items);
  }
  std::map<int, int> next;
  int out_of_order = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto item = items.get();
    out_of_order += item.number == next[item.producer]++ ? 0 : 1;
  }
  BOOST_TEST(out_of_order == 0);
  BOOST_TEST(next.size() == 4U);
  for (auto& producer : producers) {
    producer->join();
  }
  BOOST_TEST(items.empty());
}

MP_QUEUE_CASE("queue.many.consumers-get-each-item-once", requires_("QUEUE-MANY-CONSUMERS")) {
  auto items = over.queue<int>();
  auto seen = over.queue<int>();
  std::deque<Child> consumers;
  for (int i = 0; i < 4; ++i) {
    consumers.emplace_back(
        [](mp::Queue<int> in, mp::Queue<int> out) {
          for (int item = in.get(); item >= 0; item = in.get()) {
            out.put(item);
          }
        },
        items, seen);
  }
  for (int i = 0; i < 500; ++i) {
    items.put(i);
  }
  for (std::size_t i = 0; i < consumers.size(); ++i) {
    items.put(-1);
  }
  std::map<int, int> times;
  for (int i = 0; i < 500; ++i) {
    ++times[seen.get()];
  }
  BOOST_TEST(times.size() == 500U);  // 500 different ones among 500: none lost, none doubled
  for (auto& consumer : consumers) {
    consumer->join();
  }
}

MP_QUEUE_CASE("queue.many.producers-and-consumers-through-a-narrow-queue", requires_("QUEUE-MANY-BOTH")) {
  auto items = over.queue<Item>(3);
  auto seen = over.queue<Item>();
  std::deque<Child> producers;
  std::deque<Child> consumers;
  for (int i = 0; i < 3; ++i) {
    consumers.emplace_back(
        [](mp::Queue<Item> in, mp::Queue<Item> out) {
          for (auto item = in.get(); item.producer >= 0; item = in.get()) {
            out.put(item);
          }
        },
        items, seen);
    producers.emplace_back(&produce, i, 100, items);
  }
  std::map<std::pair<int, int>, int> times;
  for (int i = 0; i < 300; ++i) {
    const auto item = seen.get();
    ++times[{item.producer, item.number}];
  }
  BOOST_TEST(times.size() == 300U);
  for (std::size_t i = 0; i < consumers.size(); ++i) {
    items.put({-1, 0});
  }
  for (auto& producer : producers) {
    producer->join();
  }
  for (auto& consumer : consumers) {
    consumer->join();
    BOOST_TEST(consumer->exitcode() == 0);
  }
}

}  // namespace conformance
