// SPDX-License-Identifier: BSL-1.0
// Escaping, page names and numbers in words.
#include "reports/text.hpp"

#include <boost/test/unit_test.hpp>

namespace procport::reports {
namespace {

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(markup_is_escaped) {
  BOOST_TEST(escape_markup("<a href=\"x\">'&'</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  BOOST_TEST(escape_markup("\x1b[31mred\x7f") == "␛[31mred␡");
  BOOST_TEST(escape_markup(std::string_view("a\0b", 3)) == "a␀b");
  BOOST_TEST(escape_markup("line\n\ttab") == "line\n\ttab");
  BOOST_TEST(escape_markup("\xEF\xBF\xBF") == "\xEF\xBF\xBD");
  BOOST_TEST(escape_markup("größer ✓") == "größer ✓");
}

BOOST_AUTO_TEST_CASE(markdown_is_escaped_on_one_line) {
  BOOST_TEST(escape_markdown("a|b\n*c* [d](e) <f>") == "a\\|b \\*c\\* \\[d\\](e) &lt;f&gt;");
  BOOST_TEST(escape_markdown("`rm` ~x~ $y$ \\") == "\\`rm\\` \\~x\\~ \\$y\\$ \\\\");
}

BOOST_AUTO_TEST_CASE(page_names_are_lasting_and_safe) {
  BOOST_TEST(page_name("queue.get.timeout-raises-empty") == "queue.get.timeout-raises-empty");
  BOOST_TEST(page_name("QUEUE-GET_1") == "QUEUE-GET_1");
  BOOST_TEST(page_name("../../etc/passwd") == "~2e.~2f..~2fetc~2fpasswd");
  BOOST_TEST(page_name("a b?c#d%e") == "a~20b~3fc~23d~25e");
  const auto name = page_name(std::string(500, 'x'));
  BOOST_TEST(name.size() == 120U);
  BOOST_TEST(name != page_name(std::string(501, 'x')));
}

BOOST_AUTO_TEST_CASE(numbers_and_dates_in_words) {
  BOOST_TEST(duration_words(0) == "0 ms");
  BOOST_TEST(duration_words(999) == "999 ms");
  BOOST_TEST(duration_words(1000) == "1 s");
  BOOST_TEST(duration_words(2450) == "2.4 s");
  BOOST_TEST(duration_words(185'000) == "3 min 5 s");
  BOOST_TEST(duration_words(7'260'000) == "2 h 1 min");
  BOOST_TEST(date_words("2025-11-22T20:19:00Z") == "22 November 2025, 20:19 UTC");
  BOOST_TEST(day_words("2025-01-02T03:04:05Z") == "2 January 2025");
  BOOST_TEST(day_words("2025-13-02") == "2025-13-02");
  BOOST_TEST(date_words("soon") == "soon");
  BOOST_TEST(count_words(1, "case") == "1 case");
  BOOST_TEST(count_words(2, "case") == "2 cases");
  BOOST_TEST(area_words("shared-memory") == "Shared memory");
}

BOOST_AUTO_TEST_CASE(commands_can_be_pasted) {
  BOOST_TEST(command_line({"procport", "run", "--id", "a*", "it's", ""}) == "procport run --id 'a*' 'it'\\''s' ''");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace procport::reports
