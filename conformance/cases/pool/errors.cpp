// SPDX-License-Identifier: BSL-1.0
// Pool: exceptions of tasks, and results that cannot be sent.
#include <stdexcept>
#include <string>
#include <system_error>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

class Registered : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class WithMembers : public std::runtime_error {
 public:
  WithMembers() : std::runtime_error("with members") {}
  int line = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(line);
  }
};

struct Unregistered : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws when it is written.
struct Unsendable {
  template <class Archive>
  void save(Archive&) const {
    throw std::domain_error("will not be written");
  }
  template <class Archive>
  void load(Archive&) {}
};

/// Throws when it is read.
struct Unreadable {
  int number = 0;
  template <class Archive>
  void save(Archive& archive) const {
    archive(number);
  }
  template <class Archive>
  void load(Archive&) {
    throw std::domain_error("cannot be read");
  }
};

}  // namespace

MP_CASE("remote_error.type.is-kept", requires_("REMOTE-ERROR-TYPE")) {
  mp::Pool pool(1);
  BOOST_CHECK_EXCEPTION(pool.apply([] { throw std::out_of_range("one"); }), std::out_of_range,
                        [](const auto& error) { return error.what() == std::string("one"); });
  BOOST_CHECK_THROW(pool.apply([] { throw mp::Empty(); }), mp::Empty);
  BOOST_CHECK_THROW(pool.apply([] { throw mp::ValueError("v"); }), mp::ValueError);
  BOOST_CHECK_THROW(pool.apply([] { throw std::bad_alloc(); }), std::bad_alloc);
  const auto code = std::make_error_code(std::errc::no_space_on_device);
  BOOST_CHECK_EXCEPTION(
      pool.apply([] { throw std::system_error(std::make_error_code(std::errc::no_space_on_device)); }),
      std::system_error, [&](const auto& error) { return error.code() == code; });
}

MP_CASE("remote_error.nested.tells-process-and-causes", requires_("REMOTE-ERROR-NESTED")) {
  mp::Pool pool(1);
  const auto worker = pool.apply([] { return *mp::current_process().pid(); });
  try {
    pool.apply([] {
      try {
        throw std::out_of_range("the inner one");
      } catch (...) {
        std::throw_with_nested(std::runtime_error("the outer one"));
      }
    });
    BOOST_ERROR("nothing was thrown");
  } catch (const std::runtime_error& error) {
    BOOST_TEST(error.what() == std::string("the outer one"));
    BOOST_CHECK_EXCEPTION(std::rethrow_if_nested(error), mp::RemoteError, [&](const mp::RemoteError& remote) {
      observe("trace", remote.trace());
      return remote.trace().find(std::to_string(worker)) != std::string::npos &&
             remote.trace().find("PoolWorker") != std::string::npos &&
             remote.trace().find("the inner one") != std::string::npos && remote.message() == "the outer one";
    });
  }
}

MP_CASE("remote_error.unknown.arrives-by-its-text", requires_("REMOTE-ERROR-UNKNOWN")) {
  mp::Pool pool(1);
  BOOST_CHECK_EXCEPTION(pool.apply([] { throw Unregistered("said"); }), mp::RemoteError, [](const auto& error) {
    return error.message() == "said" && error.type().find("Unregistered") != std::string::npos;
  });
  BOOST_CHECK_THROW(pool.apply([] { throw 5; }), mp::RemoteError);
}

MP_CASE("remote_error.registered.arrives-as-it-is", requires_("REMOTE-ERROR-REGISTERED", "REMOTE-ERROR-MEMBERS")) {
  mp::register_exception<Registered>();
  mp::register_exception<WithMembers>();
  mp::Pool pool(1);
  BOOST_CHECK_EXCEPTION(pool.apply([] { throw Registered("said"); }), Registered,
                        [](const auto& error) { return error.what() == std::string("said"); });
  BOOST_CHECK_EXCEPTION(pool.apply(
                            [](int line) {
                              WithMembers error;
                              error.line = line;
                              throw error;
                            },
                            17),
                        WithMembers, [](const auto& error) { return error.line == 17; });
}

MP_CASE("pool.result.that-cannot-be-sent-is-an-error", requires_("POOL-RESULT-REFUSED")) {
  mp::Pool pool(1);
  const auto pid = [] { return *mp::current_process().pid(); };
  const auto worker = pool.apply(pid);
  for (int round = 0; round < 20; ++round) {
    BOOST_CHECK_EXCEPTION((void)pool.apply([] { return Unsendable(); }), mp::MaybeEncodingError, [](const auto& error) {
      const std::string text = error.what();
      return text.find("will not be written") != std::string::npos && text.find("Unsendable") != std::string::npos;
    });
  }
  BOOST_CHECK_THROW((void)pool.apply([] { return mp::Event(); }), mp::MaybeEncodingError);
  BOOST_TEST(pool.apply(pid) == worker);
}

MP_CASE("pool.result.that-cannot-be-read-is-an-error", requires_("POOL-RESULT-UNREADABLE")) {
  mp::Pool pool(1);
  const auto pid = [] { return *mp::current_process().pid(); };
  const auto worker = pool.apply(pid);
  BOOST_CHECK_THROW((void)pool.apply([] { return Unreadable(); }), std::domain_error);
  BOOST_CHECK_THROW(pool.apply([](const Unreadable&) {}, Unreadable()), std::domain_error);
  BOOST_TEST(pool.apply(pid) == worker);
}

MP_CASE("pool.exit.in-a-task-reaches-the-caller", requires_("POOL-EXIT-IN-TASK")) {
  mp::Pool pool(1);
  BOOST_CHECK_EXCEPTION(pool.apply([] { mp::exit(7); }), mp::SystemExit, [](const auto& end) { return end.code == 7; });
  BOOST_TEST(pool.apply([] { return 3; }) == 3);
}

}  // namespace conformance
