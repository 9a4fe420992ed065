// SPDX-License-Identifier: BSL-1.0
// The key of a process: random at first, inherited, and in no message.
#include "multiprocessing/authkey.hpp"

#include "methods.hpp"

namespace mp = multiprocessing;

namespace {

struct KeyRestored {
  mp::AuthenticationKey before = mp::authkey();
  ~KeyRestored() { mp::set_authkey(before); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_main_process_has_a_random_one) {
  const auto key = mp::authkey();
  BOOST_TEST(key.bytes().size() == 32U);
  BOOST_TEST((key == mp::authkey()));
  BOOST_TEST((key != mp::AuthenticationKey(std::vector<std::byte>(32))));
}

BOOST_AUTO_TEST_CASE(it_travels_in_no_message) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_CHECK_THROW(writer.send(mp::authkey()), mp::UnpicklableError);
  BOOST_TEST(!reader.poll());
}

BOOST_DATA_TEST_CASE(children_and_grandchildren_have_it, mp::every_method(), method) {
  const KeyRestored restored;
  for (const std::string key : {"open sesame", ""}) {
    mp::set_authkey(mp::AuthenticationKey(key));
    BOOST_TEST(*mp::exitcode_of(
                   method,
                   [](const std::string& expected) {
                     const mp::AuthenticationKey same(expected);
                     if (mp::authkey() != same) mp::exit(1);
                     mp::exit(mp::exitcode_of(
                                  mp::get_start_method(),
                                  [](mp::AuthenticationKey given) { mp::exit(given == mp::authkey() ? 7 : 8); }, same)
                                  .value_or(9));
                   },
                   key) == 7);
  }
}

BOOST_AUTO_TEST_CASE(assignment_replaces_the_bytes) {
  mp::AuthenticationKey key(std::string_view("one"));
  const mp::AuthenticationKey other(std::string_view("another"));
  key = other;
  BOOST_TEST((key == other));
  BOOST_TEST(key.bytes().size() == 7U);
}
