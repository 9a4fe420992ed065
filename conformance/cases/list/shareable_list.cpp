// SPDX-License-Identifier: BSL-1.0
// ShareableList: plain values in a named block.
#include <stdexcept>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

/// A list whose block is gone with this at the latest.
struct Listed {
  mp::ShareableList list;
  explicit Listed(mp::ShareableList made) : list(std::move(made)) {}
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() {
    try {
      list.shm().unlink();
    } catch (const mp::OSError&) {
      // The body has done so.
    }
  }
  mp::ShareableList* operator->() { return &list; }
};

mp::Bytes bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

mp::ListItem text(std::string_view value) { return std::string(value); }

const mp::ListItem none;

std::vector<mp::ListItem> seven() {
  return {text("howdy"), bytes_of("HoWdY"), std::int64_t{-273}, 100.5, none, true, std::int64_t{42}};
}

bool missing(const std::string& name) {
  try {
    (void)mp::ShareableList::attach(name);
  } catch (const mp::OSError& error) {
    return error.code() == std::errc::no_such_file_or_directory;
  }
  return false;
}

}  // namespace

MP_CASE("list.make.keeps-items-of-all-types", requires_("LIST-ROUND-TRIP")) {
  Listed made{mp::ShareableList(seven())};
  BOOST_TEST(made->size() == 7U);
  BOOST_TEST((made->values() == seven()));
  BOOST_TEST(made->format() == "8s8sqdxxxxxx?xxxxxxxx?q");
  BOOST_TEST(made->get<double>(3) == 100.5);
  Listed empty{mp::ShareableList(std::span<const mp::ListItem>())};
  BOOST_TEST(empty->size() == 0U);
  BOOST_TEST(empty->format().empty());
  BOOST_TEST((empty->begin() == empty->end()));
}

MP_CASE("list.get.from-both-ends", requires_("LIST-INDEX")) {
  Listed made{mp::ShareableList(seven())};
  BOOST_TEST((made->get(-1) == mp::ListItem(std::int64_t{42})));
  BOOST_TEST((made->get(-7) == text("howdy")));
  BOOST_CHECK_THROW((void)made->get(7), std::out_of_range);
  BOOST_CHECK_THROW((void)made->get(-8), std::out_of_range);
  BOOST_CHECK_THROW(made->set(7, true), std::out_of_range);
  BOOST_TEST((made->values() == seven()));
}

MP_CASE("list.set.changes-the-type", requires_("LIST-RETYPE")) {
  Listed made{mp::ShareableList(seven())};
  made->set(4, text("some"));
  made->set(0, 2.5);
  made->set(1, none);
  made->set(3, false);
  BOOST_TEST((made->get(4) == text("some")));
  BOOST_TEST((made->get(0) == mp::ListItem(2.5)));
  BOOST_TEST((made->get(1) == none));
  BOOST_TEST((made->get(3) == mp::ListItem(false)));
  BOOST_TEST(made->format() == "dxxxxxx?xqxxxxxxx?8sxxxxxxx?q");
}

MP_CASE("list.set.within-its-room-in-bytes", requires_("LIST-ROOM")) {
  const std::string long_text = "0123456789abcdef";
  const std::string umlauts = "\u00e4\u00f6\u00fc\u00df\u20ac\u20ac";  // 6 characters, 14 bytes
  Listed made({text("a"), text(long_text), text("b"), text(umlauts)});
  BOOST_TEST((made->get(3) == text(umlauts)));
  const auto before = made->values();
  BOOST_CHECK_THROW(made->set(0, text("123456789")), mp::ValueError);
  BOOST_CHECK_THROW(made->set(2, text("\u20ac\u20ac\u20ac")), mp::ValueError);
  BOOST_TEST((made->values() == before));
  made->set(0, text("12345678"));
  made->set(1, text(long_text + "01234567"));  // its room is rounded up
  BOOST_TEST((made->get(0) == text("12345678")));
  BOOST_TEST((made->get(1) == text(long_text + "01234567")));
  BOOST_TEST((made->get(2) == text("b")));
}

MP_CASE("list.index.and-count", requires_("LIST-SEARCH")) {
  Listed made({std::int64_t{1}, text("one"), std::int64_t{1}, 1.0, none});
  BOOST_TEST(made->count(std::int64_t{1}) == 2U);
  BOOST_TEST(made->count(std::int64_t{2}) == 0U);
  BOOST_TEST(made->index(1.0) == 3U);
  BOOST_TEST(made->index(none) == 4U);
  BOOST_CHECK_THROW((void)made->index(text("two")), mp::ValueError);
}

MP_CASE("list.attach.is-the-same-and-a-copy-is-not", requires_("LIST-ATTACH")) {
  Listed made{mp::ShareableList(seven())};
  const auto same = mp::ShareableList::attach(made->shm().name());
  const auto name = made->shm().name() + "-copy";
  Listed other(made->copy(name));
  BOOST_TEST(other->shm().name() == name);
  made->set(2, std::int64_t{7});
  BOOST_TEST((same.get(2) == mp::ListItem(std::int64_t{7})));
  BOOST_TEST((other->values() == seven()));
}

MP_CASE("list.handed.to-a-child", requires_("LIST-SENT")) {
  Listed made{mp::ShareableList(seven())};
  BOOST_TEST(exitcode_of(
                 [](mp::ShareableList mine) {
                   const bool arrived = mine.values() == seven();
                   mine.set(0, text("done"));
                   answer(arrived);
                 },
                 made.list) == yes);
  BOOST_TEST((made->get(0) == text("done")));
}

MP_CASE("list.sent.as-its-name", requires_("LIST-SENT")) {
  auto [ours, theirs] = mp::Pipe();
  auto made = mp::ShareableList(std::vector<mp::ListItem>(400, std::int64_t{1}));
  Listed short_list({none});
  ours.send(made);
  auto same = theirs.recv<mp::ShareableList>();
  BOOST_TEST(same.size() == 400U);
  same.set(399, 2.0);
  BOOST_TEST((made.get(-1) == mp::ListItem(2.0)));
  ours.send(made);
  const auto name = made.shm().name();
  made.shm().unlink();
  made.shm().close();
  same.shm().close();
  BOOST_CHECK_THROW((void)theirs.recv<mp::ShareableList>(), mp::OSError);
  BOOST_TEST(missing(name));
}

MP_CASE("list.make.zeros-at-the-end-stay", requires_("LIST-NUL")) {
  using namespace std::string_view_literals;
  Listed made({text("ab\0\0"sv), bytes_of("12345678\0"sv), text(""), bytes_of("\0"sv), text("a\0b"sv)});
  BOOST_TEST((made->get(0) == text("ab\0\0"sv)));
  BOOST_TEST((made->get(1) == mp::ListItem(bytes_of("12345678\0"sv))));
  BOOST_TEST((made->get(2) == text("")));
  BOOST_TEST((made->get(3) == mp::ListItem(bytes_of("\0"sv))));
  BOOST_TEST((made->get(4) == text("a\0b"sv)));
  made->set(2, text("1234567\0"sv));
  BOOST_TEST((made->get(2) == text("1234567\0"sv)));
}

MP_CASE("list.attach.what-is-no-list-is-refused", requires_("LIST-DAMAGED")) {
  auto block = mp::SharedMemory::create(4096);
  const auto refused = [&](std::byte first, std::byte offset) {
    block.buf()[0] = first;
    block.buf()[7] = first;
    block.buf()[16] = offset;
    return throws<mp::UnpicklingError>([&] { (void)mp::ShareableList::attach(block.name()); });
  };
  BOOST_TEST(refused(std::byte{0x70}, std::byte{0}));
  BOOST_TEST(refused(std::byte{0xFF}, std::byte{0}));
  block.unlink();
}

}  // namespace conformance
