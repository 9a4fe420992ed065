// SPDX-License-Identifier: BSL-1.0
// The resource tracker: what killed processes leave behind. Its own witness is the residue of the case: what is there
// when all processes of a case have ended is found by whoever runs it.
#include <optional>
#include <string>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void make_and_stay(mp::Connection name) {
  const mp::Lock lock;
  const mp::Semaphore semaphore(3);
  mp::Event never;
  const mp::Queue<int> queue;
  const auto block = mp::SharedMemory::create(100);
  name.send(block.name());
  (void)never.wait();
}

std::string name_of_block_of_a_killed_child() {
  auto [reader, writer] = mp::Pipe(false);
  Child child(&make_and_stay, writer);
  auto name = reader.recv<std::string>();
  child->kill();
  child->join();
  return name;
}

}  // namespace

MP_CASE("tracker.maker.killed-leaves-nothing", requires_("TRACKER-KILLED")) {
  for (int round = 0; round < 3; ++round) {
    BOOST_TEST(!name_of_block_of_a_killed_child().empty());
  }
}

MP_CASE("tracker.block.stays-for-the-rest-of-the-tree", requires_("TRACKER-TREE")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection name) {
        const auto block = mp::SharedMemory::create(100);
        block.buf()[99] = std::byte{7};
        name.send(block.name());
      },
      writer);
  const auto name = reader.recv<std::string>();
  child->join();
  if (mp::resource_tracker::pid() == std::nullopt) {
    unsupported("names go with their last user here");
  }
  mp::SharedMemory found(name);  // nobody has it open
  BOOST_TEST((found.buf()[99] == std::byte{7}));
  found.unlink();
}

MP_CASE("tracker.process.is-nobody-s-child", requires_("TRACKER-NOBODYS-CHILD")) {
  auto block = mp::SharedMemory::create(100);
  block.unlink();
  const auto tracker = mp::resource_tracker::pid();
  if (!tracker) {
    unsupported("names go with their last user here");
  }
  BOOST_TEST(mp::active_children().empty());
  BOOST_TEST((tracker != mp::current_process().pid()));
  BOOST_TEST(exitcode_of([](std::int64_t expected) { answer(mp::resource_tracker::pid() == expected); }, *tracker) ==
             yes);
}

}  // namespace conformance
