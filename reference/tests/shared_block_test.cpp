// SPDX-License-Identifier: BSL-1.0
// Shared words: zero at first, apart from each other, and never used twice where another process may know them.
#include "shared_block.hpp"

#include <set>

#include "methods.hpp"

namespace mp = multiprocessing;
using mp::detail::SharedBlock;

namespace {

bool all_zero(const SharedBlock& block, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(block.data());
  return std::all_of(bytes, bytes + size, [](unsigned char byte) { return byte == 0; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(blocks_are_zero_and_apart) {
  std::vector<SharedBlock> blocks;
  for (std::size_t size : {1U, 8U, 64U, 1000U, 60'000U, 100'000U, 8U}) {
    blocks.push_back(SharedBlock::make(size));
    BOOST_TEST(all_zero(blocks.back(), size));
    std::memset(blocks.back().data(), 0xFF, size);
  }
  const auto next = SharedBlock::make(500);
  BOOST_TEST(all_zero(next, 500));
}

BOOST_AUTO_TEST_CASE(a_block_that_nobody_else_knows_is_used_again) {
  std::set<void*> places;
  for (int i = 0; i < 1000; ++i) {
    const auto block = SharedBlock::make(64);
    BOOST_TEST(all_zero(block, 64));
    std::memset(block.data(), 0xFF, 64);
    places.insert(block.data());
  }
  BOOST_TEST(places.size() < 10U);
}

BOOST_AUTO_TEST_CASE(a_block_that_was_handed_off_is_not) {
  void* place = nullptr;
  {
    const auto block = SharedBlock::make(64);
    place = block.data();
    mp::detail::HandOff hand_off;
    mp::detail::OutputArchive archive(&hand_off);
    block.save(archive, hand_off);
    BOOST_TEST(hand_off.handles.size() == 1U);
  }
  const auto next = SharedBlock::make(64);
  BOOST_TEST(next.data() != place);
}

BOOST_AUTO_TEST_CASE(nor_is_one_that_a_forked_child_has) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  void* place = nullptr;
  {
    const auto block = SharedBlock::make(64);
    place = block.data();
    BOOST_TEST(*mp::exitcode_of(mp::StartMethod::fork, [] {}) == 0);
  }
  const auto next = SharedBlock::make(64);
  BOOST_TEST(next.data() != place);
}

BOOST_AUTO_TEST_CASE(objects_outlive_those_of_the_process_that_made_them) {
  for (const auto method : mp::get_all_start_methods()) {
    auto [here, there] = mp::Pipe();
    std::vector<mp::Process> children;
    {
      mp::Semaphore semaphore(0);
      children.emplace_back(
          mp::by(method),
          [](mp::Semaphore counter, mp::Connection with) {
            counter.release();
            with.send(1);
            (void)with.recv<int>();
            with.send(counter.acquire(std::chrono::nanoseconds{0}));
          },
          semaphore, there);
      children.back().start();
      BOOST_TEST(here.recv<int>() == 1);
    }
    std::vector<mp::Semaphore> others;
    for (int i = 0; i < 50; ++i) others.emplace_back(0);  // in memory that must not be the child's
    here.send(1);
    BOOST_TEST(here.recv<bool>());
    children.back().join();
  }
}

BOOST_AUTO_TEST_CASE(many_objects_come_and_go) {
  for (int round = 0; round < 20; ++round) {
    std::vector<mp::Lock> locks(100);
    for (auto& lock : locks) BOOST_TEST(lock.acquire(std::chrono::nanoseconds{0}));
  }
}
