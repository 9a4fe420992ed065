// SPDX-License-Identifier: BSL-1.0
// Authentication against sides that do not keep to it.
#include <thread>

#include "challenge.hpp"
#include "methods.hpp"

namespace mp = multiprocessing;
using mp::detail::bytes_of;
using namespace std::chrono_literals;

namespace {

const mp::AuthenticationKey key{std::string_view("the key")};
const mp::AuthenticationKey other_key{std::string_view("another key")};
constexpr mp::HandshakeOptions md5_too{.allow_legacy_md5 = true};

mp::Bytes message(std::string_view text) { return {bytes_of(text).begin(), bytes_of(text).end()}; }
mp::Bytes challenge_of(std::string_view name, std::size_t size) {
  return mp::detail::joined(bytes_of(name), mp::Bytes(size, std::byte{7}));
}

/// What deliver_challenge does with whoever answers `answer`.
void deliver_to(const std::string& answer, const mp::HandshakeOptions& options = {}) {
  auto [here, there] = mp::Pipe();
  there.send_bytes(message(answer));
  mp::deliver_challenge(here, key, options);
}
void answer_to(const std::string& challenge, const std::string& verdict) {
  auto [here, there] = mp::Pipe();
  there.send_bytes(message(challenge));
  there.send_bytes(message(verdict));
  mp::answer_challenge(here, key);
}

const std::string good_challenge = "#CHALLENGE#{sha256}" + std::string(40, 'r');

}  // namespace

// CPython 3.14, ChallengeResponseTest: legacy, and named.
BOOST_AUTO_TEST_CASE(answers_fit_their_challenges) {
  for (const auto& challenge : {challenge_of("", 20), challenge_of("{md5}", 40), challenge_of("{sha256}", 40)}) {
    const auto answer = mp::detail::answer_to(challenge, key, true);
    mp::detail::check_answer(challenge, answer, key, true);
    BOOST_CHECK_THROW(mp::detail::check_answer(challenge, answer, other_key, true), mp::AuthenticationError);
    auto bent = answer;
    bent.back() ^= std::byte{1};
    BOOST_CHECK_THROW(mp::detail::check_answer(challenge, bent, key, true), mp::AuthenticationError);
  }
  BOOST_TEST(mp::detail::answer_to(challenge_of("", 20), key, true).size() == 16U);
  const auto named = mp::detail::answer_to(challenge_of("{sha256}", 40), key, false);
  BOOST_TEST(named.size() == 8U + 32U);
  BOOST_TEST((mp::Bytes(named.begin(), named.begin() + 8) == message("{sha256}")));
}

// python3.13: multiprocessing.connection._create_response(b"the key", b"{sha256}" + bytes([7]) * 40), and of 20 bytes
BOOST_AUTO_TEST_CASE(answers_are_those_of_python) {
  const auto in_hex = [](const mp::Bytes& bytes) {
    std::string text;
    for (const auto each : bytes) {
      for (const unsigned shift : {4U, 0U}) text += "0123456789abcdef"[std::to_integer<unsigned>(each) >> shift & 15U];
    }
    return text;
  };
  BOOST_TEST(in_hex(mp::detail::answer_to(challenge_of("{sha256}", 40), key, false)) ==
             "7b7368613235367d368088b83b3452d81282ccdd94c26ac56c11a07f4edd93309530d7afcc98e31b");
  BOOST_TEST(in_hex(mp::detail::answer_to(challenge_of("", 20), key, true)) == "e8a988dbbaf19396ca7ed8f2d24f9d64");
}

BOOST_AUTO_TEST_CASE(md5_must_be_allowed_by_name) {
  for (const auto& challenge : {challenge_of("", 20), challenge_of("{md5}", 40)})
    BOOST_CHECK_THROW((void)mp::detail::answer_to(challenge, key, false), mp::AuthenticationError);
  const auto ours = mp::detail::make_challenge();
  // What a side that knows nothing else takes our challenge for.
  const mp::Bytes answer(16);
  BOOST_CHECK_THROW(mp::detail::check_answer(ours, answer, key, false), mp::AuthenticationError);
  BOOST_CHECK_THROW(deliver_to(std::string(16, 'x')), mp::AuthenticationError);
  BOOST_CHECK_THROW(deliver_to(std::string(16, 'x'), md5_too), mp::AuthenticationError);
}

BOOST_AUTO_TEST_CASE(challenges_are_never_the_same) {
  BOOST_TEST((mp::detail::make_challenge() != mp::detail::make_challenge()));
  BOOST_TEST(mp::detail::make_challenge().size() == 48U);
}

BOOST_AUTO_TEST_CASE(both_sides_with_one_key) {
  for (const auto& both : {key, mp::AuthenticationKey()}) {
    auto [here, there] = mp::Pipe();
    std::thread other([&, end = there] {
      mp::answer_challenge(end, both);
      mp::deliver_challenge(end, both);
    });
    mp::deliver_challenge(here, both);
    mp::answer_challenge(here, both);
    other.join();
    here.send(1);
    BOOST_TEST(there.recv<int>() == 1);
  }
}

BOOST_AUTO_TEST_CASE(both_sides_are_told_of_different_keys) {
  auto [here, there] = mp::Pipe();
  std::thread other(
      [end = there] { BOOST_CHECK_THROW(mp::answer_challenge(end, other_key), mp::AuthenticationError); });
  BOOST_CHECK_THROW(mp::deliver_challenge(here, key), mp::AuthenticationError);
  other.join();
}

BOOST_AUTO_TEST_CASE(wrong_answers) {
  for (const std::string& answer :
       {std::string(), std::string("something bogus"), "{sha256}" + std::string(32, 'x'), std::string("{sha256}"),
        "{sha512}" + std::string(64, 'x'), std::string(256, 'x'), std::string(257, 'x'), std::string(1'000, 'x')})
    BOOST_CHECK_THROW(deliver_to(answer), mp::AuthenticationError);
}

BOOST_AUTO_TEST_CASE(wrong_challenges_and_verdicts) {
  for (const std::string& challenge :
       {std::string(), std::string("something bogus"), std::string("#CHALLENGE#"), "#CHALLENGE#" + std::string(19, 'r'),
        "#CHALLENGE#" + std::string(20, 'r'), "#CHALLENGE#{sha512}" + std::string(40, 'r'),
        "#CHALLENGE#{sha256}" + std::string(500, 'r')})
    BOOST_CHECK_THROW(answer_to(challenge, "#WELCOME#"), mp::AuthenticationError);
  for (const std::string verdict : {"", "#FAILURE#", "something bogus", "#WELCOME# "})
    BOOST_CHECK_THROW(answer_to(good_challenge, verdict), mp::AuthenticationError);
  BOOST_CHECK_NO_THROW(answer_to(good_challenge, "#WELCOME#"));
}

BOOST_AUTO_TEST_CASE(silence_ends) {
  auto [here, there] = mp::Pipe();
  BOOST_CHECK_THROW(mp::deliver_challenge(here, key, {.timeout = 20ms}), mp::AuthenticationError);
  BOOST_CHECK_THROW(mp::answer_challenge(there, key, {.timeout = 20ms}), mp::AuthenticationError);  // no verdict
  there.close();
  BOOST_CHECK_THROW(mp::answer_challenge(here, key), mp::AuthenticationError);
  here.close();
  BOOST_CHECK_THROW(mp::answer_challenge(here, key), mp::OSError);
}
