// SPDX-License-Identifier: BSL-1.0
// SimpleQueue: a pipe with a lock at each end.
#include <deque>
#include <map>
#include <string>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

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

}  // namespace

MP_CASE("simple_queue.put.first-in-first-out", requires_("SIMPLE-QUEUE-FIFO")) {
  mp::SimpleQueue<int> queue;
  for (int i = 0; i < 10; ++i) {
    queue.put(i);
  }
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(queue.get() == i);
  }
}

MP_CASE("simple_queue.put.in-a-child-get-in-the-parent", requires_("SIMPLE-QUEUE-PROCESSES")) {
  mp::SimpleQueue<std::string> queue;
  Child child(
      [](mp::SimpleQueue<std::string> mine) {
        mine.put("one");
        mine.put("");
        mine.put(pattern(1'000'000));
      },
      queue);
  BOOST_TEST(queue.get() == "one");
  BOOST_TEST(queue.get().empty());
  BOOST_TEST((queue.get() == pattern(1'000'000)));
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("simple_queue.get.waits-for-an-item", requires_("SIMPLE-QUEUE-GET-WAITS")) {
  mp::SimpleQueue<int> questions;
  mp::SimpleQueue<int> answers;
  Child child([](mp::SimpleQueue<int> in, mp::SimpleQueue<int> out) { out.put(in.get() + 1); }, questions, answers);
  BOOST_TEST(answers.empty());
  questions.put(1);
  BOOST_TEST(answers.get() == 2);
  child->join();
}

MP_CASE("simple_queue.empty.before-between-and-after", requires_("SIMPLE-QUEUE-EMPTY")) {
  mp::SimpleQueue<int> queue;
  BOOST_TEST(queue.empty());
  queue.put(1);
  BOOST_TEST(!queue.empty());
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(queue.empty());
}

MP_CASE("simple_queue.close.may-be-repeated-and-ends-all-use", requires_("SIMPLE-QUEUE-CLOSE")) {
  mp::SimpleQueue<int> queue;
  queue.put(1);
  queue.close();
  queue.close();
  BOOST_CHECK_THROW((void)queue.empty(), mp::OSError);
  BOOST_CHECK_THROW(queue.put(2), mp::OSError);
  BOOST_CHECK_THROW((void)queue.get(), mp::OSError);
}

MP_CASE("simple_queue.put.many-writers-lose-nothing", requires_("SIMPLE-QUEUE-MANY-WRITERS")) {
  mp::SimpleQueue<Item> queue;
  std::deque<Child> children;
  for (int producer = 0; producer < 4; ++producer) {
    children.emplace_back(
        [](int me, mp::SimpleQueue<Item> mine) {
          for (int number = 0; number < 200; ++number) {
            mine.put({me, number});
          }
        },
        producer, queue);
  }
  std::map<int, int> next;
  int out_of_order = 0;
  for (int i = 0; i < 800; ++i) {
    const auto item = queue.get();
    out_of_order += item.number == next[item.producer]++ ? 0 : 1;
  }
  BOOST_TEST(out_of_order == 0);
  BOOST_TEST(next.size() == 4U);
  BOOST_TEST(queue.empty());
  for (auto& child : children) {
    child->join();
  }
}

MP_CASE("simple_queue.get.many-readers-share-the-items", requires_("SIMPLE-QUEUE-MANY-READERS")) {
  mp::SimpleQueue<int> items;
  mp::SimpleQueue<int> sums;
  std::deque<Child> children;
  for (int reader = 0; reader < 3; ++reader) {
    children.emplace_back(
        [](mp::SimpleQueue<int> in, mp::SimpleQueue<int> out) {
          int sum = 0;
          for (int item = in.get(); item != 0; item = in.get()) {
            sum += item;
          }
          out.put(sum);
        },
        items, sums);
  }
  for (int i = 1; i <= 300; ++i) {
    items.put(i);
  }
  for (std::size_t i = 0; i < children.size(); ++i) {
    items.put(0);
  }
  BOOST_TEST(sums.get() + sums.get() + sums.get() == 300 * 301 / 2);
  for (auto& child : children) {
    child->join();
  }
}

}  // namespace conformance
