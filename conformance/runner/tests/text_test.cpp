// SPDX-License-Identifier: BSL-1.0
// Globs, near matches, UTF-8, hashes, times, and outputs that are cut in the middle.
#include "text.hpp"

#include <boost/test/unit_test.hpp>

#include "capture.hpp"

using namespace procport::runner;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(globs) {
  BOOST_TEST(glob_matches("*", ""));
  BOOST_TEST(glob_matches("a*c", "abbc"));
  BOOST_TEST(glob_matches("a*b*c", "aXbYbZc"));
  BOOST_TEST(glob_matches("a?c", "abc"));
  BOOST_TEST(!glob_matches("a?c", "ac"));
  BOOST_TEST(!glob_matches("abc", "abcd"));
  BOOST_TEST(!glob_matches("", "a"));
  BOOST_TEST(glob_matches("queue.*", "queue.get.x"));
}

BOOST_AUTO_TEST_CASE(near) {
  BOOST_TEST(near_matches("rnu", {"run", "list", "report"}, 1).at(0) == "run");
  BOOST_TEST(near_matches("timeout", {"a.b", "queue.get.timeout-raises-empty"}).at(0) ==
             "queue.get.timeout-raises-empty");
  BOOST_TEST(near_matches("zzzzzzzz", {"run", "list"}).empty());
}

BOOST_AUTO_TEST_CASE(utf8) {
  BOOST_TEST(valid_utf8("grün ✓ 𝄞") == "grün ✓ 𝄞");
  BOOST_TEST(valid_utf8("a\xff"
                        "b") ==
             "a\xEF\xBF\xBD"
             "b");
  BOOST_TEST(valid_utf8("\xc0\xaf") == "\xEF\xBF\xBD\xEF\xBF\xBD");          // overlong
  BOOST_TEST(valid_utf8("\xed\xa0\x80").find('\xed') == std::string::npos);  // surrogate
  BOOST_TEST(valid_utf8("\xe2\x9c") == "\xEF\xBF\xBD\xEF\xBF\xBD");          // cut off
}

BOOST_AUTO_TEST_CASE(hash) {
  // FIPS 180-4, the example of one block.
  BOOST_TEST(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(words) {
  BOOST_TEST(rfc3339(std::chrono::system_clock::time_point(std::chrono::milliseconds(951'782'400'123))) ==
             "2000-02-29T00:00:00.123Z");
  BOOST_TEST(counted(1, "case") == "1 case");
  BOOST_TEST(counted(2, "process") == "2 processes");
  BOOST_TEST(shell_word("queue.get") == "queue.get");
  BOOST_TEST(shell_word("it's *") == "'it'\\''s *'");
  BOOST_TEST(random_word(16) != random_word(16));
}

BOOST_AUTO_TEST_CASE(capture_keeps_first_and_last) {
  Capture whole(100);
  whole.add("short");
  BOOST_TEST(whole.take().text == "short");
  BOOST_TEST(!whole.take().truncated);
  Capture cut(100);
  for (int i = 0; i < 10'000; ++i) cut.add(i == 0 ? "first-" : i == 9'999 ? "-last" : "middle");
  const auto got = cut.take();
  BOOST_TEST(got.truncated);
  BOOST_TEST(got.bytes == 6 + 5 + 9'998 * 6U);
  BOOST_TEST(got.text.starts_with("first-"));
  BOOST_TEST(got.text.ends_with("-last"));
  BOOST_TEST(got.text.find("bytes left out") != std::string::npos);
  BOOST_TEST(got.text.size() < 200U);
  Capture exact(10);
  exact.add("0123456789");
  BOOST_TEST(exact.take().text == "0123456789");
  BOOST_TEST(!exact.take().truncated);
}

BOOST_AUTO_TEST_CASE(words_of_a_command) {
  using Words = std::vector<std::string>;
  BOOST_TEST(words_of("").value() == Words{});
  BOOST_TEST(words_of("  qemu-s390x   -L /usr ").value() == (Words{"qemu-s390x", "-L", "/usr"}));
  BOOST_TEST(words_of("env A='b c' \"\" \"it's\"").value() == (Words{"env", "A=b c", "", "it's"}));
  BOOST_TEST(!words_of("env 'A").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
