// SPDX-License-Identifier: BSL-1.0
// SharedHeap with the containers of Boost, and pointers that mean the same everywhere.
#include "multiprocessing/shared_heap.hpp"

#include <boost/container/map.hpp>
#include <boost/container/string.hpp>
#include <boost/container/vector.hpp>
#include <cstring>

#include "methods.hpp"

namespace mp = multiprocessing;

namespace {

using Text = boost::container::basic_string<char, std::char_traits<char>, mp::SharedAllocator<char>>;
using Pair = std::pair<const int, Text>;
using Map = boost::container::map<int, Text, std::less<>, mp::SharedAllocator<Pair>>;

}  // namespace

BOOST_DATA_TEST_CASE(a_map_of_text_is_filled_by_a_child, mp::every_method(), method) {
  mp::SharedHeap heap(100'000);
  auto* const map = heap.construct<Map>();
  heap.set_root(map);
  BOOST_TEST(*mp::exitcode_of(
                 method,
                 [](mp::SharedHeap mine) {
                   auto* const found = mine.root<Map>();
                   for (int i = 0; i < 100; ++i) {
                     found->emplace(i, Text(std::to_string(i).c_str(), mine.get_allocator<char>()));
                   }
                   found->erase(50);
                   found->at(7) += " and text that is too long to be kept within the string itself";
                 },
                 heap) == 0);
  BOOST_TEST(map->size() == 99U);
  BOOST_TEST((map->at(99) == "99"));
  BOOST_TEST((map->at(7).size() > 40U));
  BOOST_TEST(map->count(50) == 0U);
  heap.destroy(map);
}

// What lies in the heap has no address of its own.
BOOST_AUTO_TEST_CASE(pointers_move_with_their_memory) {
  struct Pair {
    int target = 5;
    mp::OffsetPtr<int> pointer;
    mp::OffsetPtr<int> none;
  };
  alignas(Pair) std::byte elsewhere[sizeof(Pair)];
  Pair here;
  here.pointer = &here.target;
  std::memcpy(elsewhere, static_cast<const void*>(&here), sizeof here);
  auto* const there = reinterpret_cast<Pair*>(elsewhere);
  BOOST_TEST(there->pointer.get() == &there->target);
  BOOST_TEST((there->none == nullptr));
  const auto copy = there->pointer;
  BOOST_TEST(copy.get() == &there->target);
}

BOOST_AUTO_TEST_CASE(pointers_count_as_others_do) {
  int numbers[]{1, 2, 3, 4};
  mp::OffsetPtr<int> first(numbers);
  auto last = first + 3;
  BOOST_TEST((last - first) == 3);
  BOOST_TEST(last[-1] == 3);
  BOOST_TEST(*--last == 3);
  BOOST_TEST((first < last));
  BOOST_TEST(*first++ == 1);
  BOOST_TEST(*first == 2);
  const mp::OffsetPtr<void> anything = first;
  BOOST_TEST((mp::OffsetPtr<int>(anything) == first));
  BOOST_TEST((mp::OffsetPtr<int>::pointer_to(numbers[1]) == first));
  BOOST_TEST((first != nullptr));
}

BOOST_AUTO_TEST_CASE(heaps_come_and_go_at_the_same_place) {
  for (int round = 0; round < 20; ++round) {
    const mp::SharedHeap heap(10'000);
    const mp::SharedHeap other(10'000);
    auto* const one = heap.construct<mp::SharedVector<int>>();
    auto* const two = other.construct<mp::SharedVector<int>>();
    one->resize(100);
    two->resize(200);
    BOOST_TEST((one->get_allocator() != two->get_allocator()));
    heap.destroy(one);
    other.destroy(two);
    BOOST_TEST(heap.free_bytes() == other.free_bytes());
  }
}
