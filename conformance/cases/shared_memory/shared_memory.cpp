// SPDX-License-Identifier: BSL-1.0
// SharedMemory: named blocks.
#include <algorithm>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

/// A block whose name is gone with this at the latest.
struct Block {
  mp::SharedMemory memory;
  explicit Block(mp::SharedMemory made) : memory(std::move(made)) {}
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    try {
      memory.unlink();
    } catch (const mp::OSError&) {
      // The body has done so.
    }
  }
  mp::SharedMemory* operator->() { return &memory; }
};

template <class Action>
bool fails_with(std::errc condition, Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const mp::OSError& error) {
    return error.code() == condition;
  }
  return false;
}

constexpr std::byte mark{0x5A};

bool double_first(const mp::SharedMemory& memory) {
  const auto first = std::to_integer<int>(memory.buf()[0]);
  memory.buf()[0] = static_cast<std::byte>(2 * first);
  return first == 21;
}

void make_and_stay(mp::Connection results) {
  mp::Event never;
  auto made = mp::SharedMemory::create(100);
  made.buf()[99] = mark;
  results.send(made);
  (void)never.wait();
}

}  // namespace

MP_CASE("shared_memory.create.size-name-and-zeros", requires_("SHARED-MEMORY-SIZE")) {
  Block block(mp::SharedMemory::create(512));
  BOOST_TEST(block->size() >= 512U);
  BOOST_TEST(!block->name().empty());
  BOOST_TEST(std::ranges::all_of(block->buf(), [](std::byte each) { return each == std::byte{0}; }));
  const auto name = block->name() + "-own";
  Block named(mp::SharedMemory(name, true, 10));
  BOOST_TEST(named->name() == name);
  const mp::SharedMemory other(name, false, 10'000'000);
  BOOST_TEST(other.size() < 10'000'000U);
  BOOST_TEST(other.size() >= 10U);
}

MP_CASE("shared_memory.attach.is-a-second-handle", requires_("SHARED-MEMORY-HANDLES")) {
  Block block(mp::SharedMemory::create(10));
  const mp::SharedMemory other(block->name());
  block->buf()[9] = mark;
  BOOST_TEST((other.buf()[9] == mark));
  BOOST_TEST(other.buf().data() != block->buf().data());
}

MP_CASE("shared_memory.create.mistakes-are-refused", requires_("SHARED-MEMORY-ARGUMENTS")) {
  BOOST_CHECK_THROW((void)mp::SharedMemory::create(0), mp::ValueError);
  BOOST_CHECK_THROW((void)mp::SharedMemory::create(-1), mp::ValueError);
  BOOST_CHECK_THROW(mp::SharedMemory(std::nullopt), mp::ValueError);
  BOOST_CHECK_THROW(mp::SharedMemory(std::string("a\0b", 3)), mp::ValueError);
  BOOST_CHECK_THROW(mp::SharedMemory(std::string("a\0b", 3), true, 10), mp::ValueError);
  BOOST_CHECK_THROW((void)mp::SharedMemory().buf(), mp::ValueError);
}

MP_CASE("shared_memory.create.a-taken-name-is-refused", requires_("SHARED-MEMORY-EXISTS")) {
  Block block(mp::SharedMemory::create(10));
  block->buf()[0] = mark;
  BOOST_TEST(fails_with(std::errc::file_exists, [&] { mp::SharedMemory(block->name(), true, 10); }));
  BOOST_TEST((mp::SharedMemory(block->name()).buf()[0] == mark));
}

MP_CASE("shared_memory.attach.a-missing-name-is-refused", requires_("SHARED-MEMORY-MISSING")) {
  std::string name;
  {
    Block block(mp::SharedMemory::create(10));
    name = block->name();
  }
  BOOST_TEST(fails_with(std::errc::no_such_file_or_directory, [&] { (void)mp::SharedMemory(name); }));
}

MP_CASE("shared_memory.create.too-much-is-an-error", requires_("SHARED-MEMORY-SPACE")) {
  std::string name;
  {
    Block block(mp::SharedMemory::create(10));
    name = block->name();
  }
  BOOST_CHECK_THROW(mp::SharedMemory(name, true, std::int64_t{1} << 60), mp::OSError);
  BOOST_TEST(fails_with(std::errc::no_such_file_or_directory, [&] { (void)mp::SharedMemory(name); }));
}

MP_CASE("shared_memory.close.is-for-one-handle", requires_("SHARED-MEMORY-CLOSE")) {
  Block block(mp::SharedMemory::create(10));
  mp::SharedMemory other(block->name());
  block->close();
  block->close();
  BOOST_CHECK_THROW((void)block->buf(), mp::ValueError);
  BOOST_CHECK_THROW((void)block->size(), mp::ValueError);
  other.buf()[0] = mark;
  BOOST_TEST((mp::SharedMemory(block->name()).buf()[0] == mark));
}

MP_CASE("shared_memory.unlink.keeps-what-is-open", requires_("SHARED-MEMORY-UNLINK")) {
  auto block = mp::SharedMemory::create(10);
  block.unlink();
  block.buf()[0] = mark;
  BOOST_TEST((block.buf()[0] == mark));
  block.close();
  BOOST_TEST(fails_with(std::errc::no_such_file_or_directory, [&] { (void)mp::SharedMemory(block.name()); }));
  Block again(mp::SharedMemory(block.name(), true, 10));
  BOOST_TEST((again->buf()[0] == std::byte{0}));
}

MP_CASE("shared_memory.unlink.again", requires_("SHARED-MEMORY-UNLINK-AGAIN")) {
  auto block = mp::SharedMemory::create(10);
  block.unlink();
  const bool refused = fails_with(std::errc::no_such_file_or_directory, [&] { block.unlink(); });
  observed(refused ? "the second unlink is refused" : "the second unlink does nothing");
}

MP_CASE("shared_memory.attach.in-a-child-by-name", requires_("SHARED-MEMORY-NAMED")) {
  Block block(mp::SharedMemory::create(10));
  block->buf()[0] = std::byte{21};
  BOOST_TEST(exitcode_of([](std::string name) { answer(double_first(mp::SharedMemory(std::move(name)))); },
                         block->name()) == yes);
  BOOST_TEST((block->buf()[0] == std::byte{42}));
}

MP_CASE("shared_memory.handed.as-an-argument", requires_("SHARED-MEMORY-NAMED")) {
  Block block(mp::SharedMemory::create(10));
  block->buf()[0] = std::byte{21};
  BOOST_TEST(exitcode_of([](mp::SharedMemory mine) { answer(double_first(mine)); }, block.memory) == yes);
  BOOST_TEST((block->buf()[0] == std::byte{42}));
}

MP_CASE("shared_memory.sent.through-a-pipe", requires_("SHARED-MEMORY-SENT")) {
  Block block(mp::SharedMemory::create(10));
  auto [ours, theirs] = mp::Pipe();
  ours.send(block.memory);
  const auto copy = theirs.recv<mp::SharedMemory>();
  BOOST_TEST(copy.name() == block->name());
  copy.buf()[3] = mark;
  BOOST_TEST((block->buf()[3] == mark));
  block->buf()[4] = mark;
  BOOST_TEST((copy.buf()[4] == mark));
}

MP_CASE("shared_memory.sent.after-its-end", requires_("SHARED-MEMORY-SENT-DEAD")) {
  auto [ours, theirs] = mp::Pipe();
  auto block = mp::SharedMemory::create(10);
  ours.send(block);
  block.unlink();
  block.close();
  BOOST_TEST(fails_with(std::errc::no_such_file_or_directory, [&] { (void)theirs.recv<mp::SharedMemory>(); }));
}

MP_CASE("shared_memory.maker.killed-leaves-it-to-others", requires_("SHARED-MEMORY-OUTLIVES")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(&make_and_stay, theirs);
  Block block(ours.recv<mp::SharedMemory>());
  child->kill();
  child->join();
  BOOST_TEST((block->buf()[99] == mark));
  BOOST_TEST((mp::SharedMemory(block->name()).buf()[99] == mark));
}

}  // namespace conformance
