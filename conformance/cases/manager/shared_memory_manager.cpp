// SPDX-License-Identifier: BSL-1.0
// SharedMemoryManager: blocks that go with it.
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/managers/shared_memory_manager.hpp"

namespace conformance {
namespace {

bool is_gone(const std::string& name) {
  return throws<mp::OSError>([&] { (void)mp::SharedMemory(name); });
}

}  // namespace

MP_CASE("shared_memory_manager.blocks.made-and-found", requires_("SHARED-MEMORY-MANAGER-BLOCKS")) {
  mp::SharedMemoryManager manager;
  BOOST_CHECK_THROW((void)manager.SharedMemory(10), mp::AssertionError);
  manager.start();
  const auto block = manager.SharedMemory(100);
  block.buf()[0] = std::byte{1};
  const auto list = manager.ShareableList({std::int64_t{7}, std::string("text")});
  BOOST_TEST(exitcode_of(
                 [](const mp::SharedMemory& given, const mp::ShareableList& items) {
                   const bool right = given.buf()[0] == std::byte{1} && items.get<std::int64_t>(0) == 7;
                   given.buf()[1] = std::byte{2};
                   answer(right);
                 },
                 block, list) == yes);
  BOOST_TEST((block.buf()[1] == std::byte{2}));
}

MP_CASE("shared_memory_manager.shutdown.unlinks-blocks", requires_("SHARED-MEMORY-MANAGER-GONE")) {
  std::string one;
  std::string other;
  {
    mp::SharedMemoryManager manager;
    manager.start();
    {
      const auto block = manager.SharedMemory(10);
      one = block.name();
      const auto list = manager.ShareableList({true});
      other = list.shm().name();
      const auto unlinked = manager.SharedMemory(10);
      unlinked.unlink();
    }
    manager.shutdown();
    BOOST_TEST(is_gone(one));
    BOOST_CHECK_THROW((void)manager.SharedMemory(10), mp::EOFError);
  }
  BOOST_TEST(is_gone(other));
}

MP_CASE("shared_memory_manager.died.blocks-go-with-their-process", requires_("SHARED-MEMORY-MANAGER-DIED")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection parent) {
        mp::SharedMemoryManager manager;
        manager.start();
        const auto block = manager.SharedMemory(10);  // where names go with the last handle, one is needed
        parent.send(block.name());
        (void)parent.recv<bool>();
      },
      theirs);
  const auto name = ours.recv<std::string>();
  BOOST_TEST(!is_gone(name));
  child->kill();
  child->join();
  while (!is_gone(name)) std::this_thread::yield();
  BOOST_TEST(is_gone(name));
}

}  // namespace conformance
