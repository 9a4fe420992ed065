// SPDX-License-Identifier: BSL-1.0
// SimpleQueue: a pipe with a lock at each end.
#include <deque>
#include <map>
#include <string>

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

}  // namespace

MP_QUEUE_CASE("simple_queue.put.first-in-first-out", requires_("SIMPLE-QUEUE-FIFO")) {
  auto queue = over.simple_queue<int>();
  for (int i = 0; i < 10; ++i) {
    queue.put(i);
  }
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(queue.get() == i);
  }
}

MP_QUEUE_CASE("simple_queue.put.in-a-child-get-in-the-parent", requires_("SIMPLE-QUEUE-PROCESSES")) {
  auto queue = over.simple_queue<std::string>();
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

MP_QUEUE_CASE("simple_queue.get.waits-for-an-item", requires_("SIMPLE-QUEUE-GET-WAITS")) {
  auto questions = over.simple_queue<int>();
  auto answers = over.simple_queue<int>();
  Child child([](mp::SimpleQueue<int> in, mp::SimpleQueue<int> out) { out.put(in.get() + 1); }, questions, answers);
  BOOST_TEST(answers.empty());
  questions.put(1);
  BOOST_TEST(answers.get() == 2);
  child->join();
}

MP_QUEUE_CASE("simple_queue.empty.before-between-and-after", requires_("SIMPLE-QUEUE-EMPTY")) {
  auto queue = over.simple_queue<int>();
  BOOST_TEST(queue.empty());
  queue.put(1);
  BOOST_TEST(!queue.empty());
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(queue.empty());
}

MP_QUEUE_CASE("simple_queue.empty.asked-and-answered-in-a-child", requires_("SIMPLE-QUEUE-EMPTY")) {
  auto queue = over.simple_queue<bool>();
  BOOST_TEST(exitcode_of(
                 [](mp::SimpleQueue<bool> mine) {
                   mine.put(mine.empty());
                   mine.put(mine.empty());
                 },
                 queue) == 0);
  BOOST_TEST(!queue.empty());
  BOOST_TEST(queue.get());
  BOOST_TEST(!queue.get());
  BOOST_TEST(queue.empty());
}

MP_QUEUE_CASE("simple_queue.close.may-be-repeated-and-ends-all-use", requires_("SIMPLE-QUEUE-CLOSE")) {
  auto queue = over.simple_queue<int>();
  queue.put(1);
  queue.close();
  queue.close();
  BOOST_CHECK_THROW((void)queue.empty(), mp::OSError);
  BOOST_CHECK_THROW(queue.put(2), mp::OSError);
  BOOST_CHECK_THROW((void)queue.get(), mp::OSError);
}

MP_QUEUE_CASE("simple_queue.put.many-writers-lose-nothing", requires_("SIMPLE-QUEUE-MANY-WRITERS")) {
  auto queue = over.simple_queue<Item>();
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

MP_QUEUE_CASE("simple_queue.get.many-readers-share-the-items", requires_("SIMPLE-QUEUE-MANY-READERS")) {
  auto items = over.simple_queue<int>();
  auto sums = over.simple_queue<int>();
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
