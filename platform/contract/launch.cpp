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

/// GATE: lives until the gate has no writer any more.
const role be_patient("be-patient", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  gate.close_writer();
  gate.await();
  return 0;
});

/// HANDLES...: holds all of them.
const role hold("hold", [](arriving& given) {
  while (!given.empty()) {
    if (!is_open(given.native())) return 1;
  }
  return 0;
});

/// GATE UNNAMED: launches a patient process that is not given the last thing, and ends.
const role pass_one_on("pass-one-on", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  given.checkpoint();
  return launch_process(be_patient.request(parcel().add(gate))) ? 0 : 1;
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
  // Some strategies open what they need for all children when the first one is made.
  BOOST_TEST(!launch_process({"/", {}, {}}));
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
  request.inherited.push_back(100'000);  // out of reach of what the launch itself opens
  BOOST_TEST(!launch_process(request));
  BOOST_TEST(open_handles().size() == before);
}

// Whoever held a writer would keep the reader from seeing the end.
BOOST_DATA_TEST_CASE(nothing_is_inherited_that_was_not_named, strategies* exits, by, exit) {
  const serving_only only("launch:" + by + ",exit:" + exit);
  checkpoint gate;
  checkpoint secret;
  checkpoint kept;
  keep_from_children(kept.writer());
  const auto child = be_patient.launch(parcel().add(gate));
  for (checkpoint* each : {&secret, &kept}) {
    each->close_writer();
    BOOST_TEST(read_to_end(each->reader()).empty());
  }
  BOOST_TEST(!must(child->wait(at_once)).has_value());
  gate.close_writer();
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_DATA_TEST_CASE(what_is_inherited_is_not_passed_on, strategies* exits, by, exit) {
  const serving_only only("launch:" + by + ",exit:" + exit);
  checkpoint gate;
  checkpoint secret;
  const auto child = pass_one_on.launch(parcel().add(gate).add(secret));
  BOOST_TEST(exit_code(*child) == 0);
  secret.close_writer();
  BOOST_TEST(read_to_end(secret.reader()).empty());  // while the grandchild lives
}

BOOST_DATA_TEST_CASE(numbers_stay_and_may_be_named_twice, strategies, by) {
  const serving_only only("launch", by);
  const auto ends = must(make_pipe());
  const native_handle reader = ends.reader.native();
  const auto child = hold.launch(parcel().add_handle(reader).add_handle(reader).add_handle(ends.writer.native()));
  BOOST_TEST(exit_code(*child) == 0);
}

BOOST_AUTO_TEST_CASE(this_program_can_be_found) {
  const std::string path = must(executable_path());
  BOOST_TEST(path.find("contract-launch") != std::string::npos);
  BOOST_TEST(std::ifstream(path).good());
}
