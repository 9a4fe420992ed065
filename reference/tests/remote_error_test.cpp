// SPDX-License-Identifier: BSL-1.0
// Exceptions that cross: of which type they are thrown again, what they say, and what is nested in them.
#include "multiprocessing/remote_error.hpp"

#include <boost/exception/all.hpp>
#include <filesystem>
#include <future>

#include "methods.hpp"

namespace mp = multiprocessing;
using mp::detail::RemoteFailure;

namespace {

class WithMembers : public std::runtime_error {
 public:
  WithMembers() : std::runtime_error("with members") {}
  int number = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(number);
  }
};

class OfText : public std::logic_error {
  using std::logic_error::logic_error;
};

class NeverRegistered : public OfText {
  using OfText::OfText;
};

class FailsToLoad : public std::runtime_error {
 public:
  explicit FailsToLoad(const std::string& text) : std::runtime_error(text) {
    if (text == "fail") throw std::domain_error("the constructor fails");
  }
  FailsToLoad() : std::runtime_error("fail") {}
};

template <class Action>
RemoteFailure thrown_by(Action&& action) {
  try {
    action();
  } catch (...) {
    return mp::detail::loads<RemoteFailure>(mp::detail::dumps(mp::detail::describe(std::current_exception())));
  }
  throw std::logic_error("nothing was thrown");
}

/// Throws `original`, lets it cross, and gives what is caught then to `check`.
template <class E, class Check>
void cross(const E& original, Check&& check) {
  const auto failure = thrown_by([&] { throw original; });
  try {
    mp::detail::rethrow(failure);
  } catch (const E& error) {
    check(error);
    try {
      std::rethrow_if_nested(error);
      BOOST_ERROR("nothing is nested");
    } catch (const mp::RemoteError& cause) {
      BOOST_TEST(cause.trace().find("pid " + std::to_string(*mp::current_process().pid())) != std::string::npos);
      BOOST_TEST(cause.type() == failure.type);
    }
  }
}

template <class E>
void cross_with_its_text(const E& original) {
  cross(original, [&](const E& error) { BOOST_TEST(error.what() == std::string(original.what())); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_errors_of_the_standard_library_keep_type_and_text) {
  cross_with_its_text(std::out_of_range("one"));
  cross_with_its_text(std::invalid_argument("two"));
  cross_with_its_text(std::runtime_error(""));
  cross_with_its_text(std::overflow_error("four"));
  cross_with_its_text(std::bad_alloc());
  cross_with_its_text(std::bad_optional_access());
}

BOOST_AUTO_TEST_CASE(the_errors_of_this_library_keep_type_and_text) {
  cross_with_its_text(mp::Empty());
  cross_with_its_text(mp::Full());
  cross_with_its_text(mp::ShutDown());
  cross_with_its_text(mp::BrokenBarrierError());
  cross_with_its_text(mp::EOFError());
  cross_with_its_text(mp::ValueError("v"));
  cross_with_its_text(mp::AssertionError("a"));
  cross_with_its_text(mp::UnpicklableError("u"));
  cross_with_its_text(mp::TasksAbandonedError("the queue pages", 3));
  cross(mp::TasksAbandonedError("pages", 3), [](const auto& error) {
    BOOST_TEST(error.queue() == "pages");
    BOOST_TEST(error.tasks() == 3U);
  });
  cross(mp::BufferTooShort(mp::Bytes(3, std::byte{7})),
        [](const auto& error) { BOOST_TEST((error.message() == mp::Bytes(3, std::byte{7}))); });
}

BOOST_AUTO_TEST_CASE(errors_of_the_system_keep_their_code_and_say_it_once) {
  const auto code = std::make_error_code(std::errc::no_space_on_device);
  const auto same = [&](const auto& original) {
    cross(original, [&](const auto& error) {
      BOOST_TEST(error.what() == std::string(original.what()));
      BOOST_TEST((error.code() == original.code()));
    });
  };
  same(std::system_error(code, "writing"));
  same(std::system_error(code));
  same(mp::OSError(code, "writing"));
  same(std::ios_base::failure("streaming", code));
  const std::filesystem::filesystem_error error("copying", "from", "to", code);
  same(error);
  cross(error, [](const auto& got) { BOOST_TEST((got.path1() == "from" && got.path2() == "to")); });
}

BOOST_AUTO_TEST_CASE(an_exit_keeps_its_code) {
  const auto failure = thrown_by([] { throw mp::SystemExit{7}; });
  BOOST_CHECK_EXCEPTION(mp::detail::rethrow(failure), mp::SystemExit, [](const auto& end) { return end.code == 7; });
}

BOOST_AUTO_TEST_CASE(an_error_code_that_others_do_not_know_does_not_become_another) {
  struct Mine final : std::error_category {
    [[nodiscard]] const char* name() const noexcept override { return "mine"; }
    [[nodiscard]] std::string message(int) const override { return "of mine"; }
  } mine;
  const auto failure = thrown_by([&] { throw std::system_error(1, mine, "what"); });
  BOOST_CHECK_EXCEPTION(mp::detail::rethrow(failure), mp::RemoteError, [](const auto& error) {
    return error.type() == "std::system_error" && error.message() == "what: of mine";
  });
}

BOOST_AUTO_TEST_CASE(a_type_that_is_not_known_arrives_as_a_remote_error) {
  mp::register_exception<OfText>();  // its base: not enough
  const auto failure = thrown_by([] { throw NeverRegistered("said"); });
  BOOST_CHECK_EXCEPTION(mp::detail::rethrow(failure), mp::RemoteError, [](const auto& error) {
    return error.type().find("NeverRegistered") != std::string::npos && error.message() == "said" &&
           std::string(error.what()).find("NeverRegistered: said") != std::string::npos;
  });
  const auto number = thrown_by([] { throw 5; });
  BOOST_CHECK_EXCEPTION(mp::detail::rethrow(number), mp::RemoteError,
                        [](const auto& error) { return error.type().empty() && !error.message().empty(); });
}

BOOST_AUTO_TEST_CASE(a_registered_type_brings_its_members_or_its_text) {
  mp::register_exception<WithMembers>();
  mp::register_exception<WithMembers>();
  mp::register_exception<OfText>();
  WithMembers original;
  original.number = 17;
  cross(original, [](const auto& error) { BOOST_TEST(error.number == 17); });
  cross_with_its_text(OfText("text"));
}

BOOST_AUTO_TEST_CASE(an_exception_whose_constructor_fails_arrives_by_its_text) {
  mp::register_exception<FailsToLoad>();
  const auto failure = thrown_by([] { throw FailsToLoad(); });
  BOOST_CHECK_EXCEPTION(mp::detail::rethrow(failure), mp::RemoteError,
                        [](const auto& error) { return error.message() == "fail"; });
}

BOOST_AUTO_TEST_CASE(what_is_nested_keeps_the_outer_type_and_is_told_in_the_trace) {
  const auto failure = thrown_by([] {
    try {
      throw std::out_of_range("inner");
    } catch (...) {
      std::throw_with_nested(std::runtime_error("outer"));
    }
  });
  BOOST_TEST(failure.type == "std::runtime_error");
  BOOST_CHECK_THROW(mp::detail::rethrow(failure), std::runtime_error);
  const auto outer = failure.trace.find("std::runtime_error: outer");
  const auto inner = failure.trace.find("std::out_of_range: inner");
  BOOST_TEST(outer != std::string::npos);
  BOOST_TEST((inner != std::string::npos && inner > outer));
}

BOOST_AUTO_TEST_CASE(what_crosses_twice_keeps_its_type_and_both_traces) {
  for (const bool known : {true, false}) {
    const auto first = thrown_by([known] {
      if (known) throw std::out_of_range("far");
      throw NeverRegistered("far");
    });
    const auto second = thrown_by([&] { mp::detail::rethrow(first); });
    BOOST_TEST(second.type == first.type);
    BOOST_TEST(second.message == first.message);
    const auto begin = second.trace.find("in process");
    BOOST_TEST((begin != std::string::npos && second.trace.find("in process", begin + 1) != std::string::npos));
  }
}

BOOST_AUTO_TEST_CASE(the_place_is_told_where_the_thrower_noted_it) {
  const auto noted = thrown_by([] { BOOST_THROW_EXCEPTION(std::runtime_error("noted")); });
  BOOST_TEST(noted.trace.find("remote_error_test.cpp:") != std::string::npos);
  const auto plain = thrown_by([] { throw std::runtime_error("plain"); });
  BOOST_TEST(plain.trace.find("no stack trace") != std::string::npos);
}

BOOST_DATA_TEST_CASE(another_process_can_be_told_what_is_registered, mp::every_method(), method) {
  mp::register_exception<WithMembers>();
  auto [here, there] = mp::Pipe();
  mp::Process child(
      mp::by(method),
      [](mp::Connection parent, const mp::Bytes& known) {
        mp::detail::InputArchive archive(known);
        mp::detail::load_known_exceptions(archive);
        parent.send(thrown_by([] {
          WithMembers error;
          error.number = 5;
          throw error;
        }));
      },
      there,
      [] {
        mp::detail::OutputArchive archive;
        mp::detail::save_known_exceptions(archive);
        return archive.take();
      }());
  child.start();
  const auto failure = here.recv<RemoteFailure>();
  child.join();
  BOOST_TEST(failure.trace.find(child.name()) != std::string::npos);
  BOOST_CHECK_EXCEPTION(mp::detail::rethrow(failure), WithMembers, [](const auto& error) { return error.number == 5; });
}
