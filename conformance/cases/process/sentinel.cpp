// SPDX-License-Identifier: BSL-1.0
// Process::sentinel and Process::close.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("process.sentinel.none-before-start", requires_("PROCESS-SENTINEL-STARTED")) {
  const mp::Process child([] {});
  BOOST_CHECK_THROW((void)child.sentinel(), mp::ValueError);
}

MP_CASE("process.sentinel.is-ready-from-the-end-on", requires_("PROCESS-SENTINEL-READY")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection go) { (void)go.recv<int>(); }, reader);
  BOOST_TEST(mp::wait({child->sentinel()}, 0s).empty());
  BOOST_TEST(mp::wait({child->sentinel()}, a_while).empty());
  writer.send(1);
  BOOST_TEST(mp::wait({child->sentinel()}).size() == 1U);
  BOOST_TEST(mp::wait({child->sentinel()}, 0s).size() == 1U);
  child->join();
  BOOST_TEST(mp::wait({child->sentinel()}, 0s).size() == 1U);
}

MP_CASE("process.sentinel.is-ready-after-a-kill", requires_("PROCESS-SENTINEL-KILLED")) {
  mp::Event never;
  Child child([](mp::Event mine) { (void)mine.wait(); }, never);
  child->kill();
  BOOST_TEST(mp::wait({child->sentinel()}).size() == 1U);
  child->join();
}

MP_CASE("process.close.of-a-running-process-is-refused", requires_("PROCESS-CLOSE-RUNNING")) {
  auto [reader, writer] = mp::Pipe(false);
  Child child([](mp::Connection go) { (void)go.recv<int>(); }, reader);
  BOOST_CHECK_THROW(child->close(), mp::ValueError);
  BOOST_TEST(child->is_alive());
  writer.send(1);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("process.close.ends-all-use", requires_("PROCESS-CLOSE-THEN-USE")) {
  Child child([] {});
  child->join();
  child->close();
  BOOST_CHECK_THROW((void)child->is_alive(), mp::ValueError);
  BOOST_CHECK_THROW((void)child->exitcode(), mp::ValueError);
  BOOST_CHECK_THROW(child->join(), mp::ValueError);
  BOOST_CHECK_THROW(child->terminate(), mp::ValueError);
  BOOST_CHECK_THROW(child->kill(), mp::ValueError);
  BOOST_CHECK_THROW((void)child->sentinel(), mp::ValueError);
}

MP_CASE("process.close.may-be-repeated", requires_("PROCESS-CLOSE-REPEATED")) {
  Child child([] {});
  child->join();
  child->close();
  BOOST_CHECK_NO_THROW(child->close());
}

MP_CASE("process.close.before-start", requires_("PROCESS-CLOSE-UNSTARTED")) {
  mp::Process child([] {});
  child.close();
  BOOST_CHECK_THROW(child.start(), mp::ValueError);
}

}  // namespace conformance
