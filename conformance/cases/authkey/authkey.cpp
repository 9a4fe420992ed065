// SPDX-License-Identifier: BSL-1.0
// The authentication key of a process.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("authkey.main.is-random-and-stays", requires_("AUTHKEY-RANDOM")) {
  const auto key = mp::authkey();
  BOOST_TEST(key.bytes().size() >= 16U);
  BOOST_TEST((key == mp::authkey()));
  BOOST_TEST((key != mp::AuthenticationKey(std::vector<std::byte>(key.bytes().size()))));
}

MP_CASE("authkey.child.has-that-of-its-parent", requires_("PROCESS-AUTHKEY")) {
  BOOST_TEST(exitcode_of([](mp::AuthenticationKey of_parent) { answer(mp::authkey() == of_parent); }, mp::authkey()) ==
             yes);
  mp::set_authkey(mp::AuthenticationKey(std::string_view("set by hand")));
  BOOST_TEST(exitcode_of([] {
               answer(exitcode_of([] {
                        answer(mp::authkey() == mp::AuthenticationKey(std::string_view("set by hand")));
                      }) == yes);
             }) == yes);
}

MP_CASE("authkey.process.is-known-and-can-be-set", requires_("PROCESS-AUTHKEY")) {
  const auto checks = [](mp::AuthenticationKey expected) {
    answer(mp::authkey() == expected && mp::current_process().authkey() == expected);
  };
  BOOST_TEST((mp::current_process().authkey() == mp::authkey()));
  const auto before = mp::authkey();
  mp::Process older(checks, before);
  mp::set_authkey(mp::AuthenticationKey(std::string_view("newer")));
  BOOST_TEST((older.authkey() == before));
  const mp::AuthenticationKey own(std::string_view("its own"));
  mp::Process with_own(checks, own);
  with_own.set_authkey(own);
  for (auto* child : {&older, &with_own}) {
    child->start();
    child->join();
    BOOST_TEST(child->exitcode() == yes);
  }
}

MP_CASE("authkey.message.is-refused", requires_("AUTHKEY-NOT-SENT")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_CHECK_THROW(writer.send(mp::authkey()), mp::UnpicklableError);
  mp::Queue<mp::AuthenticationKey> queue;
  BOOST_CHECK_THROW(queue.put(mp::authkey()), mp::UnpicklableError);
  writer.send(1);
  BOOST_TEST(reader.recv<int>() == 1);  // and nothing was before it
}

}  // namespace conformance
