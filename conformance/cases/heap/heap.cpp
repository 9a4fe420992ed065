// SPDX-License-Identifier: BSL-1.0
// SharedHeap: objects and containers in shared memory.
#include "multiprocessing/shared_heap.hpp"

#include <algorithm>
#include <deque>
#include <new>
#include <numeric>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

using Numbers = mp::SharedVector<int>;
constexpr std::size_t room = 256 * 1024;
constexpr int times = 300;

void append(mp::SharedHeap heap, int value) {
  auto* const numbers = heap.root<Numbers>();
  for (int i = 0; i < times; ++i) {
    const auto guard = heap.synchronize();
    numbers->push_back(value);
  }
}

void die_inside(mp::SharedHeap heap, mp::Connection inside) {
  mp::Event never;
  const auto guard = heap.synchronize();
  heap.root<Numbers>()->push_back(13);
  inside.send(1);
  (void)never.wait();
}

}  // namespace

MP_CASE("heap.construct.is-seen-by-a-child", requires_("HEAP-SHARED")) {
  mp::SharedHeap heap(room);
  auto* const first = heap.construct<double>(2.5);
  auto* const second = heap.construct<int>(4);
  heap.set_root(second);
  BOOST_TEST(exitcode_of(
                 [](mp::SharedHeap mine, std::uint64_t where) {
                   const bool found = *mine.at<double>(where) == 2.5 && *mine.root<int>() == 4;
                   *mine.at<double>(where) = 3.5;
                   mine.set_root(mine.construct<int>(5));
                   answer(found);
                 },
                 heap, heap.offset(first)) == yes);
  BOOST_TEST(*first == 3.5);
  BOOST_TEST(*heap.root<int>() == 5);
  BOOST_TEST(*second == 4);
  BOOST_CHECK_THROW((void)heap.offset(&heap), mp::ValueError);
  BOOST_CHECK_THROW((void)heap.at<int>(room), mp::ValueError);
}

MP_CASE("heap.containers.grow-in-children", requires_("HEAP-CONTAINERS")) {
  mp::SharedHeap heap(room);
  auto* const numbers = heap.construct<Numbers>();
  heap.set_root(numbers);
  std::deque<Child> children;
  for (int value : {1, 2, 3}) children.emplace_back(&append, heap, value);
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == 0);
  }
  BOOST_TEST(numbers->size() == 3U * times);
  BOOST_TEST(std::accumulate(numbers->begin(), numbers->end(), 0) == 6 * times);
  heap.destroy(numbers);
}

MP_CASE("heap.destroy.gives-everything-back", requires_("HEAP-GIVES-BACK")) {
  const mp::SharedHeap heap(room);
  const auto before = heap.free_bytes();
  BOOST_TEST(before <= heap.size());
  auto pieces = heap.get_allocator<std::uint32_t>();
  std::vector<std::pair<std::uint32_t*, std::size_t>> kept;
  std::uint32_t random = 12345;
  for (int i = 0; i < 5000; ++i) {
    random = random * 1664525U + 1013904223U;
    if (kept.size() > 50 || (random >> 31U) != 0) {
      if (kept.empty()) continue;
      std::swap(kept[(random >> 8U) % kept.size()], kept.back());
      auto* const data = kept.back().first;
      const auto count = kept.back().second;
      if (!std::all_of(data, data + count, [count](std::uint32_t each) { return each == count; })) {
        BOOST_ERROR("a piece was changed");
      }
      pieces.deallocate(data, count);
      kept.pop_back();
    } else {
      const std::size_t count = 1 + (random >> 8U) % 500;
      auto* const data = pieces.allocate(count).get();
      std::fill(data, data + count, static_cast<std::uint32_t>(count));
      kept.emplace_back(data, count);
    }
  }
  BOOST_TEST(heap.free_bytes() < before);
  for (const auto& [data, count] : kept) pieces.deallocate(data, count);
  BOOST_TEST(heap.free_bytes() == before);
}

MP_CASE("heap.construct.too-much-is-refused", requires_("HEAP-FULL")) {
  const mp::SharedHeap heap(room);
  auto* const numbers = heap.construct<Numbers>();
  BOOST_CHECK_THROW(numbers->resize(room), std::bad_alloc);
  BOOST_TEST(numbers->empty());
  numbers->resize(100, 7);
  BOOST_TEST(numbers->back() == 7);
  heap.destroy(numbers);
  BOOST_CHECK_THROW(mp::SharedHeap(10), mp::ValueError);
}

MP_CASE("heap.owner.killed-is-told-until-it-was-checked", requires_("HEAP-OWNER-DIED")) {
  mp::SharedHeap heap(room);
  auto* const numbers = heap.construct<Numbers>();
  heap.set_root(numbers);
  auto [reader, writer] = mp::Pipe(false);
  Child child(&die_inside, heap, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->kill();
  child->join();
  BOOST_CHECK_THROW((void)heap.synchronize(), mp::OwnerDiedError);
  BOOST_CHECK_THROW(numbers->resize(1000), mp::OwnerDiedError);
  BOOST_CHECK_THROW((void)heap.construct<int>(1), mp::OwnerDiedError);
  BOOST_CHECK_THROW(heap.recover([] { return false; }), mp::OwnerDiedError);
  BOOST_CHECK_THROW((void)heap.synchronize(), mp::OwnerDiedError);
  heap.recover([&] { return numbers->size() == 1 && numbers->back() == 13; });
  numbers->resize(1000);
  BOOST_TEST(numbers->size() == 1000U);
  heap.recover([] { return false; });  // nobody died since
}

}  // namespace conformance
