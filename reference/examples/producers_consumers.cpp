// SPDX-License-Identifier: BSL-1.0
// Three producers fill a bounded queue, two consumers empty it. The queue makes the producers wait when it is full.
#include <iostream>
#include <string>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

/// What travels is anything that cereal can write and read.
struct Order {
  int number = 0;
  std::string dish;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, dish);
  }
};

constexpr int producers = 3;
constexpr int consumers = 2;
constexpr int orders_each = 100;

void produce(int first, mp::Queue<Order> orders) {
  for (int i = 0; i < orders_each; ++i) orders.put({first + i, i % 2 == 0 ? "soup" : "bread"});
}

void consume(mp::Queue<Order> orders, mp::Queue<int> served) {
  int count = 0;
  for (Order order = orders.get(); !order.dish.empty(); order = orders.get()) ++count;
  served.put(count);
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  mp::Queue<Order> orders(8);
  mp::Queue<int> served;
  std::vector<mp::Process> makers, eaters;
  for (int i = 0; i < producers; ++i) makers.emplace_back(produce, i * orders_each, orders).start();
  for (int i = 0; i < consumers; ++i) eaters.emplace_back(consume, orders, served).start();
  for (auto& maker : makers) maker.join();
  for (int i = 0; i < consumers; ++i) orders.put({});  // an order of nothing closes the kitchen
  int total = 0;
  for (int i = 0; i < consumers; ++i) total += served.get();
  for (auto& eater : eaters) eater.join();
  std::cout << total << " orders were served\n";
  return total == producers * orders_each ? 0 : 1;
}
