// SPDX-License-Identifier: BSL-1.0
// Contract of launching programs, on every strategy that works here.
#define BOOST_TEST_MODULE platform_launch
#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "open_handles.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const working strategies("launch");
const working exits("exit");

const role do_nothing("do-nothing", [](arriving&) { return 0; });

/// TOLD TEXTS...: writes each text with its length in front.
const role say_texts("say-texts", [](arriving& given) {
  checkpoint& told = given.checkpoint();
  while (!given.empty()) {
    const std::string text = given.text();
    const std::string said = std::to_string(text.size()) + ":" + text + ";";
    if (!write_all(told.writer(), std::as_bytes(std::span(said)))) return 1;
  }
  return 0;
});

/// HOW-MANY HELD... COUNT ABSENT...: holds the first handles and none of the last, and tells how many it holds in all.
const role look_around("look-around", [](arriving& given) {
  for (auto left = given.number(); left > 0; --left) {
    if (!is_open(given.native())) return 1;
  }
  auto& count = given.object<std::atomic<std::size_t>>();
  const std::vector<native_handle> held = open_handles();
  count = held.size();
  while (!given.empty()) {
    if (std::ranges::count(held, given.native()) != 0) return 2;
  }
  return 0;
});

/// HANDLE: launches a process that must not hold the handle.
const role pass_nothing_on("pass-nothing-on", [](arriving& given) {
  const shared<std::atomic<std::size_t>> count;
  const native_handle own = given.native();
  if (!is_open(own)) return 3;
  const auto grandchild = value_of(launch_process(look_around.request(parcel().add(0).add(count).add(own))));
  return value_of(grandchild->wait(std::nullopt)).value_or(4);
});

struct said_texts {
  std::vector<std::string> texts;
  std::string wanted() const {
    std::string all;
    for (const std::string& each : texts) all += std::to_string(each.size()) + ":" + each + ";";
    return all;
  }
  parcel handed(const checkpoint& told) const {
    parcel given;
    given.add(told);
    for (const std::string& each : texts) given.add(each);
    return given;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(launching_is_supported) { must(launch_supported()); }

BOOST_DATA_TEST_CASE(arguments_arrive_as_they_are, strategies, by) {
  const serving_only only("launch", by);
  const said_texts given{{"with space", "", "a\"quote", "back\\slash\\", "\\\"", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\x8e",
                          "tab\tnew\n", "*?$HOME%PATH%^&|<>`", "-x", "a=b", "'"}};
  checkpoint told;
  const auto child = say_texts.launch(given.handed(told));
  told.close_writer();
  BOOST_TEST(text_to_end(told.reader()) == given.wanted());
  BOOST_TEST(exit_code(*child) == 0);
}

// A system that keeps arguments as text cannot pass these; then nothing is started.
BOOST_DATA_TEST_CASE(bytes_that_are_no_text_arrive_or_are_refused, strategies, by) {
  const serving_only only("launch", by);
  for (const char* wrong : {"\xff\xfe bytes", "\xc3", "\xed\xa0\x80"}) {
    const said_texts given{{wrong}};
    checkpoint told;
    const auto child = launch_process(say_texts.request(given.handed(told)));
    told.close_writer();
    if (child) {
      BOOST_TEST(text_to_end(told.reader()) == given.wanted());
      BOOST_TEST(exit_code(**child) == 0);
    } else {
      BOOST_TEST((child.error().code == std::errc::illegal_byte_sequence));
      BOOST_TEST(text_to_end(told.reader()).empty());
    }
  }
}

BOOST_DATA_TEST_CASE(a_long_argument_arrives, strategies, by) {
  const serving_only only("launch", by);
  const said_texts given{{std::string(20'000, 'x')}};  // a command line of Windows holds 32767 characters
  checkpoint told;
  const auto child = say_texts.launch(given.handed(told));
  told.close_writer();
  BOOST_TEST((text_to_end(told.reader()) == given.wanted()));
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_DATA_TEST_CASE(a_program_that_is_not_there_is_an_error, strategies* exits, by, exit) {
  const serving_only only("launch:" + by + ",exit:" + exit);
  for (const char* wrong : {"/nonexistent/program", "", "/"}) {
    const std::size_t before = open_handles().size();
    for (int count = 0; count < 3; ++count) {
      const auto child = launch_process({wrong, {}, {}});
      BOOST_TEST_CONTEXT(wrong) {
        BOOST_REQUIRE(!child);
        BOOST_TEST(!child.error().operation.empty());
        BOOST_TEST(!child.error().unsupported());
      }
    }
    BOOST_TEST(open_handles().size() == before);
  }
}

BOOST_DATA_TEST_CASE(a_handle_that_is_not_open_cannot_be_inherited, strategies, by) {
  const serving_only only("launch", by);
  const std::size_t before = open_handles().size();
  launch_request request = do_nothing.request();
  {
    const checkpoint closed;
    request.inherited.push_back(closed.reader());
  }
  BOOST_TEST(!launch_process(request));
  BOOST_TEST(open_handles().size() == before);
}

// The launched program holds what it was given, under the same numbers, and what its own end is seen by; nothing that
// was open in this process beside that.
BOOST_DATA_TEST_CASE(nothing_else_is_inherited, strategies* exits, by, exit) {
  const serving_only only("launch:" + by + ",exit:" + exit);
  const shared<std::atomic<std::size_t>> count;
  BOOST_REQUIRE(exit_code(*look_around.launch(parcel().add(0).add(count))) == 0);
  const std::size_t before = *count;
  const auto kept = must(make_pipe());
  const auto secret = must(make_pipe());
  const auto region = must(make_shared_memory(10));
  parcel given;
  given.add(1).add_handle(kept.reader.native()).add(count);
  for (const native_handle each :
       {kept.writer.native(), secret.reader.native(), secret.writer.native(), region.native()})
    given.add(each);
  BOOST_TEST(exit_code(*look_around.launch(given)) == 0);
  BOOST_TEST(*count == before + 1);
}

BOOST_DATA_TEST_CASE(a_handle_may_be_named_twice, strategies, by) {
  const serving_only only("launch", by);
  const shared<std::atomic<std::size_t>> count;
  const auto ends = must(make_pipe());
  const native_handle reader = ends.reader.native();
  const auto child = look_around.launch(parcel().add(2).add_handle(reader).add_handle(reader).add(count));
  BOOST_TEST(exit_code(*child) == 0);
}

// What was inherited goes no further by itself: a grandchild gets what the child names.
BOOST_DATA_TEST_CASE(what_is_inherited_is_not_passed_on, strategies, by) {
  const serving_only only("launch", by);
  const auto ends = must(make_pipe());
  const auto child = pass_nothing_on.launch(parcel().add_handle(ends.writer.native()));
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(this_program_can_be_found) {
  const std::string path = must(executable_path());
  BOOST_TEST(path.find("contract-launch") != std::string::npos);
  BOOST_TEST(std::ifstream(path).good());
}
