// SPDX-License-Identifier: BSL-1.0
// Contract of standard input that is made empty, and of the names of signals.
#define BOOST_TEST_MODULE platform_standard_input
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "platform/random.hpp"
#include "role.hpp"

using namespace contract;

namespace {

/// Reads from an input that was something else, and had been read ahead.
const role read_nothing("read-nothing", [](arriving& given) {
  std::FILE* const input = std::freopen(given.text().c_str(), "r", stdin);
  if (input == nullptr || std::getc(stdin) != 'f') return 1;
  value_of(ignore_standard_input());
  if (std::getc(stdin) != EOF) return 2;
  value_of(ignore_standard_input());
  return std::getc(stdin) == EOF ? 0 : 3;
});

/// STRATEGY: makes everything that has a handle, with no standard stream open, and memory by that strategy.
const role make_without_streams("make-without-streams", [](arriving& given) {
  const serving_only only("memory", given.text());
  for (std::FILE* const stream : {stdin, stdout, stderr}) std::fclose(stream);
  const auto pipe = value_of(make_pipe());
  const auto streams = value_of(make_stream_pair());
  const auto memory = value_of(make_shared_memory(1));
  for (const native_handle native :
       {pipe.reader.native(), pipe.writer.native(), streams.first.native(), streams.second.native(), memory.native()}) {
    if (native >= 0 && native <= 2) return 1;
  }
  value_of(ignore_standard_input());
  return 0;
});

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_more_can_be_read) {
  const std::string name = must(random_name());
  std::FILE* const file = std::fopen(name.c_str(), "w");
  BOOST_REQUIRE(file != nullptr);
  std::fputs("first line\nsecond line\n", file);
  std::fclose(file);
  BOOST_TEST(exit_code(*read_nothing.launch(parcel().add(name))) == 0);
  std::remove(name.c_str());
}

BOOST_DATA_TEST_CASE(no_handle_takes_the_number_of_a_stream, working("memory"), by) {
  BOOST_TEST(exit_code(*make_without_streams.launch(parcel().add(by))) == 0);
}

BOOST_AUTO_TEST_CASE(what_ends_a_process_has_a_name) {
  BOOST_TEST(signal_name(15) == "SIGTERM");
  BOOST_TEST(signal_name(9) == "SIGKILL");
  BOOST_TEST(signal_name(0).empty());
  BOOST_TEST(signal_name(12345).empty());
}
