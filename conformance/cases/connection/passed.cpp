// SPDX-License-Identifier: BSL-1.0
// Handles and connections that are given to a process that runs already.
#include "conformance/cases/listener/families.hpp"

namespace conformance {
namespace {

/// Takes one connection, answers through it, and says whether it could be used.
void use_passed(mp::Connection through) {
  auto passed = mp::recv_connection(through);
  const auto heard = passed.recv<std::string>();
  passed.send(heard + ", too");
}

}  // namespace

MP_CASE("connection.passed.handle-to-a-running-process", requires_("PASSING-HANDLE")) {
  auto [ours, theirs] = mp::Pipe();
  auto [reader, writer] = mp::Pipe(false);
  Child child(
      [](mp::Connection through) {
        through.send(true);  // it runs
        mp::Connection out(mp::recv_handle(through), false, true);
        (void)through.recv<bool>();  // the giver has closed its own
        out.send(std::string("from afar"));
      },
      theirs);
  BOOST_TEST(ours.recv<bool>());
  mp::send_handle(ours, writer.fileno());
  writer.close();
  ours.send(true);
  BOOST_TEST(reader.recv<std::string>() == "from afar");
  child->join();
  BOOST_TEST(child->exitcode() == 0);
  BOOST_CHECK_THROW((void)reader.recv_bytes(), mp::EOFError);
}

MP_CASE("connection.passed.what-is-no-handle", requires_("PASSING-MISSING")) {
  {
    auto [ours, theirs] = mp::Pipe();
    theirs.send(pattern(1000));
    theirs.close();
    BOOST_CHECK_THROW((void)mp::recv_handle(ours), mp::OSError);
  }
  auto [ours, theirs] = mp::Pipe();
  theirs.send(std::string("no connection"));
  theirs.send(7);
  BOOST_CHECK_THROW((void)mp::recv_connection(ours), mp::UnpicklingError);
  BOOST_TEST(ours.recv<int>() == 7);
  theirs.close();
  BOOST_CHECK_THROW((void)mp::recv_handle(ours), mp::EOFError);
}

MP_CASE("connection.passed.through-one-direction", requires_("PASSING-MISSING")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_CHECK_THROW(mp::send_handle(writer, writer.fileno()), mp::OSError);
  BOOST_CHECK_THROW((void)mp::recv_handle(reader), mp::OSError);
}

MP_CASE("connection.passed.accepted-of-every-family", requires_("PASSING-CONNECTION")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection through) {
        for (; through.recv<bool>(); use_passed(through)) {
        }
      },
      theirs);
  for_each_family([&, &through = ours](mp::Family family) {
    mp::Listener listener({.family = family, .authkey = std::nullopt});
    auto client = mp::Client(listener.address(), {.authkey = std::nullopt});
    auto accepted = listener.accept();
    through.send(true);
    mp::send_connection(through, accepted);
    accepted.close();
    client.send(std::string("hello"));
    BOOST_TEST(client.recv<std::string>() == "hello, too");
    BOOST_CHECK_THROW((void)client.recv_bytes(), mp::EOFError);
  });
  ours.send(false);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("connection.passed.keeps-its-direction", requires_("PASSING-DIRECTION")) {
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::Connection through) {
        auto in = mp::recv_connection(through);
        auto out = mp::recv_connection(through);
        const bool right = in.readable() && !in.writable() && !out.readable() && out.writable();
        out.send(in.recv<int>() + 1);
        answer(right && throws<mp::OSError>([&] { in.send(1); }));
      },
      theirs);
  auto [questions, question] = mp::Pipe(false);
  auto [answers, reply] = mp::Pipe(false);
  question.send(8);  // what waits in it goes along
  mp::send_connection(ours, questions);
  mp::send_connection(ours, reply);
  BOOST_TEST(answers.recv<int>() == 9);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

MP_CASE("connection.passed.from-child-to-child", requires_("PASSING-CONNECTION")) {
  auto [left, right] = mp::Pipe();
  auto [one, other] = mp::Pipe();
  Child giver([](mp::Connection through, mp::Connection given) { mp::send_connection(through, given); }, left, other);
  Child taker([](mp::Connection through) { use_passed(through); }, right);
  other.close();
  one.send(std::string("hello"));
  BOOST_TEST(one.recv<std::string>() == "hello, too");
  giver->join();
  taker->join();
  BOOST_TEST(giver->exitcode() == 0);
  BOOST_TEST(taker->exitcode() == 0);
}

MP_CASE("connection.handle.bogus", requires_("CONNECTION-HANDLE-BOGUS")) {
  BOOST_CHECK_THROW(mp::Connection(mp::Handle(-1)), mp::ValueError);
  BOOST_CHECK_THROW(mp::Connection(mp::Handle()), mp::ValueError);
  auto [reader, writer] = mp::Pipe(false);
  const auto number = reader.fileno();
  reader.close();
  BOOST_CHECK_THROW((void)mp::wait({mp::Waitable::of(number)}, 0s), mp::OSError);
  BOOST_CHECK_THROW(mp::Connection(mp::Handle(number), false, false), mp::ValueError);
  mp::Connection bogus{mp::Handle(number)};
  BOOST_CHECK_THROW((void)bogus.poll(), mp::OSError);
  BOOST_CHECK_THROW((void)bogus.recv_bytes(), mp::OSError);
  BOOST_CHECK_THROW(bogus.send(1), mp::OSError);
}

MP_CASE("connection.handed.a-child-keeps-no-more-than-it-was-given", requires_("CONNECTION-HANDED-NO-MORE"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  auto [reader, writer] = mp::Pipe(false);
  auto [until, go] = mp::Pipe(false);
  Child child([](mp::Connection waits) { (void)waits.recv<bool>(); }, until);
  reader.close();
  // A parent may go on before its child's exec has closed what the child is not given (Linux, fs/exec.c,
  // begin_new_exec: the memory is let go first). A child that keeps the end would let this wait for ever.
  BOOST_CHECK_THROW(while (true) writer.send(1), mp::OSError);
  go.send(true);
  child->join();
}

}  // namespace conformance
