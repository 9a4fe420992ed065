// SPDX-License-Identifier: BSL-1.0
// What a host may say, and each way to say it wrongly.
#include <boost/test/unit_test.hpp>

#include "host_protocol.hpp"

using namespace procport::runner;

namespace {

const std::string host_line =
    R"({"type":"host","protocol":1,"name":"n","version":"1","language":"C","variants":[{"id":"v","start_method":"fork","profile":"native"}]})"
    "\n";
const std::string case_line =
    R"({"type":"case","id":"a.b","title":"t","requirements":["R"],"source":{"file":"f","line":2},"start_methods":["fork"],"limit_ms":5})"
    "\n";

std::string end(int cases) { return R"({"type":"end","cases":)" + std::to_string(cases) + "}\n"; }

void refuses(const std::string& text, const std::string& part) {
  try {
    (void)parse_list(text);
    BOOST_ERROR("accepted: " << text);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.code == 9);
    BOOST_TEST(refusal.message.find(part) != std::string::npos, refusal.message << " does not hold: " << part);
  }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(protocol)

BOOST_AUTO_TEST_CASE(a_right_list) {
  const auto host = parse_list(host_line + case_line + end(1));
  BOOST_TEST(host.variants.at(0).profile == "native");
  BOOST_TEST(host.cases.at(0).id == "a.b");
  BOOST_TEST(host.cases.at(0).limit.count() == 5);
}

BOOST_AUTO_TEST_CASE(wrong_lists) {
  refuses("", "wrote nothing");
  refuses(host_line + case_line, "no end record");
  refuses(host_line + case_line + end(2), "says 2 cases, and there are 1");
  refuses(host_line + case_line + case_line + end(2), "line 3: case 'a.b' is listed twice");
  refuses(host_line + host_line + end(0), "line 2: a second record");
  refuses(case_line + end(1), "line 1: the first record is not of type 'host'");
  refuses(host_line + end(0) + case_line, "line 3: a record of type 'case' after the end");
  refuses(host_line + "{}\n" + end(0), "line 2: member \"type\"");
  refuses(host_line + "[]\n" + end(0), "line 2: not a JSON object");
  refuses(host_line + "boom\n" + end(0), "line 2: not JSON");
  refuses(host_line + "\n" + end(0), "line 2: not JSON");
  refuses(host_line + case_line.substr(0, 20), "line 2: torn");
  refuses(replaced(host_line, "\"protocol\":1", "\"protocol\":2") + end(0), "protocol 2");
  refuses(replaced(host_line, "\"protocol\":1", "\"protocol\":\"1\"") + end(0), "\"protocol\"");
  refuses(replaced(host_line, R"({"id":"v","start_method":"fork","profile":"native"})", "") + end(0), "is empty");
  refuses(host_line + replaced(case_line, "a.b", "a/../b") + end(1), "case id 'a/../b'");
  refuses(host_line + replaced(case_line, "a.b", "..") + end(1), "case id '..'");
  refuses(host_line + replaced(case_line, ":5}", ":0}") + end(1), "limit_ms");
  refuses(host_line + replaced(case_line, "[\"R\"]", "[1]") + end(1), "\"requirements\"");
  refuses(host_line + replaced(case_line, "\"title\":\"t\",", "") + end(1), "\"title\"");
}

BOOST_AUTO_TEST_CASE(facts) {
  const std::string fact =
      R"({"type":"fact","primitive":"p","strategy":"s","availability":"refused","call":"c","error":"EPERM","code":1,"detail":"","selected":false})"
      "\n";
  const auto got = parse_facts(fact + R"({"type":"end","facts":1})" + "\n");
  BOOST_TEST(got.strategies.at(0).error == "EPERM");
  BOOST_TEST(got.limits.empty());
  for (const auto& wrong :
       {fact, replaced(fact, "refused", "maybe"), replaced(fact, "false", "0"), std::string("x\n")}) {
    BOOST_CHECK_THROW((void)parse_facts(wrong), Refusal);
  }
}

BOOST_AUTO_TEST_CASE(environment) {
  const std::string variable = R"({"type":"environment","name":"LIBRARY_KNOWS","value":"a=b"})"
                               "\n";
  const std::string ended = R"({"type":"end","facts":1})"
                            "\n";
  const Environment wanted{{"LIBRARY_KNOWS", "a=b"}};
  BOOST_TEST((parse_facts(variable + ended).environment == wanted));
  for (const auto* wrong : {"", "a b", "A=B", "1A", "PATH", "HOME", "TMPDIR", "LD_PRELOAD", "MULTIPROCESSING_TOKEN"}) {
    BOOST_CHECK_THROW((void)parse_facts(replaced(variable, "LIBRARY_KNOWS", wrong) + ended), Refusal);
  }
  BOOST_CHECK_THROW((void)parse_facts(replaced(variable, "\"a=b\"", "1") + ended), Refusal);
}

BOOST_AUTO_TEST_CASE(limits) {
  const std::string limit = R"({"type":"limit","name":"descriptors","value":1024,"unit":"handles","call":"c","code":0})"
                            "\n";
  const std::string ended = R"({"type":"end","facts":1})"
                            "\n";
  BOOST_TEST(parse_facts(limit + ended).limits.at(0).value.value() == 1024U);
  BOOST_TEST(!parse_facts(replaced(limit, "1024", "null") + ended).limits.at(0).value.has_value());
  BOOST_TEST(parse_facts(replaced(limit, "1024", "18446744073709551615") + ended).limits.at(0).value.value() ==
             18446744073709551615U);
  for (const auto* wrong : {"-1", "1.5", "\"many\"", "true"}) {
    BOOST_CHECK_THROW((void)parse_facts(replaced(limit, "1024", wrong) + ended), Refusal);
  }
  BOOST_CHECK_THROW((void)parse_facts(limit), Refusal);
}

BOOST_AUTO_TEST_CASE(control_keeps_what_is_right) {
  const std::string begin = R"({"type":"begin","case":"a","variant":"v"})"
                            "\n";
  const std::string step = R"({"type":"step","text":"one"})"
                           "\n";
  const auto got = parse_control(begin + step + "{\"type\":\"fai", "a", "v");
  BOOST_TEST(got.began);
  BOOST_TEST(!got.ended);
  BOOST_TEST(got.steps.size() == 1U);
  BOOST_TEST(got.faults.size() == 1U);
  BOOST_TEST(parse_control(begin, "b", "v").faults.size() == 1U);
  BOOST_TEST(parse_control(step, "a", "v").faults.size() == 1U);
  BOOST_TEST(parse_control(begin + begin, "a", "v").faults.size() == 1U);
  BOOST_TEST(parse_control("", "a", "v").faults.empty());
  const auto whole = parse_control(begin + R"({"type":"observation","key":"k","value":[1,null]})" + "\n" +
                                       R"({"type":"failure","file":"f","line":3,"message":"m"})" + "\n" +
                                       R"({"type":"end","declared":"fail","reason":"r"})" + "\n",
                                   "a", "v");
  BOOST_TEST(whole.faults.empty());
  BOOST_TEST(whole.word == "fail");
  BOOST_TEST(whole.failures.at(0).line == 3);
  BOOST_TEST(whole.observations.at(0).value.is_array());
}

BOOST_AUTO_TEST_SUITE_END()
