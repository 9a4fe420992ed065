// SPDX-License-Identifier: BSL-1.0
// Who is let in, and who is not.
#include "conformance/cases/listener/families.hpp"

namespace conformance {
namespace {

mp::AuthenticationKey key_of(std::string_view text) { return mp::AuthenticationKey(text); }

void send_text(mp::Connection& to, const std::string& text) { to.send_bytes(std::as_bytes(std::span(text))); }

/// A client with the key, for a child: what it hears.
void connect_with(const mp::Address& address, const std::string& key) {
  try {
    answer(mp::Client(address, {.authkey = key_of(key)}).recv<int>() == 1);
  } catch (const mp::AuthenticationError&) {
    answer(false);
  }
}

}  // namespace

MP_CASE("listener.key.wrong", requires_("LISTENER-KEY-WRONG")) {
  for_each_family([](mp::Family family) {
    mp::Listener listener({.family = family, .authkey = key_of("right")});
    Child stranger(&connect_with, listener.address(), std::string("wrong"));
    BOOST_CHECK_THROW((void)listener.accept(), mp::AuthenticationError);
    stranger->join();
    BOOST_TEST(stranger->exitcode() == no);
    Child friend_(&connect_with, listener.address(), std::string("right"));
    listener.accept().send(1);
    friend_->join();
    BOOST_TEST(friend_->exitcode() == yes);
  });
}

MP_CASE("listener.key.empty", requires_("LISTENER-KEY-EMPTY")) {
  mp::Listener listener({.authkey = mp::AuthenticationKey()});
  Child friend_(&connect_with, listener.address(), std::string());
  listener.accept().send(1);
  friend_->join();
  BOOST_TEST(friend_->exitcode() == yes);
  Child stranger(&connect_with, listener.address(), std::string("another"));
  BOOST_CHECK_THROW((void)listener.accept(), mp::AuthenticationError);
  stranger->join();
  BOOST_TEST(stranger->exitcode() == no);
}

MP_CASE("listener.silent.does-not-keep-others-out", requires_("LISTENER-SILENT-CLIENT")) {
  for_each_family([](mp::Family family) {
    mp::Listener listener({.family = family, .authkey = key_of("right"), .handshake = {.timeout = a_while}});
    const auto silent = mp::Client(listener.address(), {.authkey = std::nullopt});
    BOOST_CHECK_THROW((void)listener.accept(), mp::AuthenticationError);
    BOOST_TEST(!silent.closed());
    Child friend_(&connect_with, listener.address(), std::string("right"));
    // Under load the friend may take longer than it is given here, and comes as another one then.
    std::optional<mp::Connection> accepted;
    try {
      accepted = listener.accept();
    } catch (const mp::AuthenticationError&) {
      observe("late", true);
    }
    if (accepted) accepted->send(1);
    friend_->join();
    if (accepted) BOOST_TEST(friend_->exitcode() == yes);
  });
}

MP_CASE("authentication.same-key.any-connection", requires_("AUTHENTICATION-SAME-KEY")) {
  auto [here, there] = mp::Pipe();
  Child child(
      [](mp::Connection end) {
        mp::answer_challenge(end, key_of("same"));
        mp::deliver_challenge(end, key_of("same"));
        end.send(3);
      },
      there);
  mp::deliver_challenge(here, key_of("same"));
  mp::answer_challenge(here, key_of("same"));
  BOOST_TEST(here.recv<int>() == 3);
  child->join();
}

MP_CASE("authentication.answer.bogus", requires_("AUTHENTICATION-WRONG-ANSWER")) {
  for (const char* text : {"something bogus", "", "{sha256}", "0123456789abcdef"}) {
    auto [here, there] = mp::Pipe();
    send_text(there, text);
    BOOST_CHECK_THROW(mp::deliver_challenge(here, key_of("some key")), mp::AuthenticationError);
    (void)there.recv_bytes();  // the challenge
    const auto verdict = there.recv_bytes();
    BOOST_TEST(std::string(reinterpret_cast<const char*>(verdict.data()), verdict.size()) == "#FAILURE#");
  }
}

MP_CASE("authentication.verdict.bogus", requires_("AUTHENTICATION-WRONG-VERDICT")) {
  const std::string challenge = "#CHALLENGE#{sha256}" + std::string(40, 'r');
  for (const auto& [first, second] : {std::pair<std::string, std::string>{"#CHALLENGE#short", "#WELCOME#"},
                                      {"something bogus", "#WELCOME#"},
                                      {challenge, "something bogus"},
                                      {challenge, "#FAILURE#"}}) {
    auto [here, there] = mp::Pipe();
    send_text(there, first);
    send_text(there, second);
    BOOST_CHECK_THROW(mp::answer_challenge(here, key_of("some key")), mp::AuthenticationError);
  }
}

MP_CASE("authentication.silence.ends", requires_("AUTHENTICATION-SILENCE")) {
  auto [here, there] = mp::Pipe();
  const Stopwatch watch;
  BOOST_CHECK_THROW(mp::deliver_challenge(here, key_of("key"), {.timeout = a_while}), mp::AuthenticationError);
  BOOST_CHECK_THROW(mp::answer_challenge(here, key_of("key"), {.timeout = a_while}), mp::AuthenticationError);
  BOOST_TEST((watch.elapsed() >= 2 * a_while));
  there.close();
  BOOST_CHECK_THROW(mp::answer_challenge(here, key_of("key")), mp::AuthenticationError);
}

MP_CASE("authentication.legacy.by-name-alone", requires_("AUTHENTICATION-LEGACY")) {
  const auto legacy_challenge = "#CHALLENGE#" + std::string(20, 'r');
  for (const bool allowed : {false, true}) {
    auto [here, there] = mp::Pipe();
    send_text(there, legacy_challenge);
    send_text(there, "#WELCOME#");
    const mp::HandshakeOptions options{.allow_legacy_md5 = allowed};
    if (!allowed) {
      BOOST_CHECK_THROW(mp::answer_challenge(here, key_of("key"), options), mp::AuthenticationError);
      BOOST_TEST(!there.poll());
      continue;
    }
    try {
      mp::answer_challenge(here, key_of("key"), options);
    } catch (const mp::UnsupportedError& error) {
      unsupported(error.what());  // where FIPS 140 rules
    }
    BOOST_TEST(there.recv_bytes().size() == 16U);
  }
}

}  // namespace conformance
