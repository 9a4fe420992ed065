// SPDX-License-Identifier: BSL-1.0
// Contract of message authentication codes: the test vectors of RFC 4231 and RFC 2202, and others' of no key at all.
#define BOOST_TEST_MODULE platform_hmac
#include "platform/hmac.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "role.hpp"

using namespace contract;

namespace {

const working strategies("hmac");

struct vector_of_rfc {
  const char* source;
  hmac_digest digest;
  std::string key;
  std::string message;
  std::string code;
};

const std::string aa(std::size_t count) { return std::string(count, '\xaa'); }

const std::vector<vector_of_rfc>& vectors() {
  using enum hmac_digest;
  static const std::vector<vector_of_rfc> list{
      {"RFC 4231, 4.2", sha256, std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"RFC 4231, 4.3", sha256, "Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"RFC 4231, 4.4", sha256, aa(20), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {"RFC 4231, 4.7", sha256, aa(131), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {"RFC 4231, 4.8", sha256, aa(131),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
       "before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
      {"Python 3.11, hmac.digest(b'', b'', 'sha256')", sha256, "", "",
       "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
      {"RFC 2202, 2", md5, std::string(16, '\x0b'), "Hi There", "9294727a3638bb1c13f48ef8158bfc9d"},
      {"RFC 2202, 2", md5, "Jefe", "what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"},
      {"RFC 2202, 2", md5, aa(80), "Test Using Larger Than Block-Size Key - Hash Key First",
       "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"},
      {"Python 3.11, hmac.digest(b'', b'', 'md5')", md5, "", "", "74e6f7298a9c2d168935f58c001bad88"},
  };
  return list;
}

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

std::string hexadecimal(const std::vector<std::byte>& code) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::byte each : code) {
    text += digits[std::to_integer<unsigned>(each) >> 4U];
    text += digits[std::to_integer<unsigned>(each) & 15U];
  }
  return text;
}

/// KEY MESSAGE CODE: computes it once more.
const role compute("compute", [](arriving& given) {
  const std::string key = given.text();
  const std::string message = given.text();
  return hexadecimal(value_of(hmac(hmac_digest::sha256, bytes(key), bytes(message)))) == given.text() ? 0 : 1;
});

}  // namespace

BOOST_DATA_TEST_CASE(codes_are_those_of_the_standard, strategies, by) {
  const serving_only only("hmac", by);
  for (const vector_of_rfc& each : vectors()) {
    BOOST_TEST_CONTEXT(each.source) {
      const auto code = hmac(each.digest, bytes(each.key), bytes(each.message));
      // A system may rule MD5 out, and says so.
      if (!code && each.digest == hmac_digest::md5 && code.error().unsupported()) continue;
      BOOST_TEST(hexadecimal(must(code)) == each.code);
    }
  }
}

BOOST_DATA_TEST_CASE(long_messages_are_taken, strategies, by) {
  const serving_only only("hmac", by);
  // Python 3.11, hmac.digest(b'key', bytes(1_000_000), 'sha256')
  BOOST_TEST(hexadecimal(must(hmac(hmac_digest::sha256, bytes("key"), std::vector<std::byte>(1'000'000)))) ==
             "bfcd05229ceb6ae105a45a73f6a0d23e798ae286b7738ebda46381c2c1029ab2");
}

BOOST_DATA_TEST_CASE(secrets_are_compared, strategies, by) {
  const serving_only only("hmac", by);
  const std::string secret = "a secret of some length";
  BOOST_TEST(must(equal_secrets(bytes(secret), bytes(secret))));
  BOOST_TEST(must(equal_secrets({}, {})));
  BOOST_TEST(!must(equal_secrets(bytes(secret), {})));
  BOOST_TEST(!must(equal_secrets(bytes(secret), bytes(secret + '\0'))));
  for (std::size_t place = 0; place < secret.size(); ++place) {
    std::string other = secret;
    other[place] = static_cast<char>(other[place] ^ 1);
    BOOST_TEST(!must(equal_secrets(bytes(secret), bytes(other))));
  }
}

BOOST_DATA_TEST_CASE(another_process_computes_the_same, strategies* boost::unit_test::data::make(ways()), by, way) {
  const serving_only only("hmac", by);
  const auto child = compute.start(way, parcel().add(std::string("Jefe")).add(std::string("what do ya want for nothing?"))
                                            .add(vectors()[1].code));
  BOOST_TEST(exit_code(*child) == 0);
}
