// SPDX-License-Identifier: BSL-1.0
// Contract of the fork server. Where there cannot be one it must say so, and why.
#define BOOST_TEST_MODULE platform_fork_server
#include "platform/fork_server.hpp"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <sstream>
#include <thread>

#include "platform/wait.hpp"
#include "role.hpp"

using namespace contract;

namespace {

std::string open_numbers() {
  std::string open;
  for (native_handle candidate = 3; candidate < 256; ++candidate) {
    if (duplicate(candidate)) open += std::to_string(candidate) + " ";
  }
  return open;
}

void wait_for_end(native_handle from) { static_cast<void>(read_to_end(from)); }

/// WORD NUMBER: what a child of the server does.
int do_task(forked_task& task) {
  std::signal(SIGINT, SIG_DFL);  // which a shell in the background has ignored
  std::istringstream words(std::string(reinterpret_cast<const char*>(task.message.data()), task.message.size()));
  std::string word;
  long long number = 0;
  words >> word >> number;
  if (word == "exit") return static_cast<int>(number);
  if (word == "size") return static_cast<int>(task.message.size() % 251);
  if (word == "count") return static_cast<int>(task.handed.size());
  if (word == "answer") return write_all(task.handed.at(0).native(), task.message) ? 0 : 1;
  if (word == "open") {
    const std::string open = open_numbers();
    return write_all(task.handed.at(0).native(), std::as_bytes(std::span(open))) ? 0 : 1;
  }
  if (word == "wait" && task.handed.size() == 2) checkpoint(invalid_handle, task.handed[1].release()).reach();
  if (word == "wait") wait_for_end(task.handed.at(0).native());
  if (word == "grandchild") {
    const auto grandchild = fork_process();
    if (grandchild && !*grandchild) wait_for_end(task.handed.at(0).native());
  }
  return word == "wait" || word == "grandchild" ? 6 : 90;
}

/// CONTROL: serves.
const role server("server", [](arriving& given) {
  auto task = value_of(serve_forks(given.native()));
  if (!task) return 0;
  const int code = do_task(*task);
  exit_process(code);
});

/// END CONTROL: serves until END has no writer any more.
const role mortal_server("mortal-server", [](arriving& given) -> int {
  std::thread([end = given.native()] {
    wait_for_end(end);
    exit_process(1);
  }).detach();
  auto task = value_of(serve_forks(given.native()));
  exit_process(task ? do_task(*task) : 0);
});

std::unique_ptr<fork_server> started() {
  launch_request image = server.request();
  image.arguments.emplace_back("1");  // one word follows, the server's end of the stream
  return must(start_fork_server(std::move(image)));
}

result<std::unique_ptr<child_process>> try_ask(fork_server& of, const std::string& message,
                                               const std::vector<native_handle>& handed = {}) {
  return of.fork(std::as_bytes(std::span(message)), handed);
}

std::unique_ptr<child_process> ask(fork_server& of, const std::string& message,
                                   const std::vector<native_handle>& handed = {}) {
  return must(try_ask(of, message, handed));
}

bool is_ready(native_handle native) { return !must(wait_any({&native, 1}, at_once)).empty(); }
void await(native_handle native) { BOOST_REQUIRE(must(wait_any({&native, 1}, std::nullopt)).size() == 1); }

boost::test_tools::assertion_result works(boost::unit_test::test_unit_id) { return bool(fork_server_supported()); }
const auto where_it_works = boost::unit_test::precondition(works);

}  // namespace

BOOST_AUTO_TEST_CASE(where_there_is_none_it_says_why) {
  const auto supported = fork_server_supported();
  if (supported) return;
  BOOST_TEST(supported.error().unsupported());
  BOOST_TEST(!supported.error().reason.empty());
  BOOST_TEST(!start_fork_server(server.request()));
}

BOOST_AUTO_TEST_CASE(exit_codes_come_back, *where_it_works) {
  const auto asked = started();
  for (const int code : {0, 1, 42, 255}) {
    const auto child = ask(*asked, "exit " + std::to_string(code));
    BOOST_TEST(child->id() != asked->process().id());
    BOOST_TEST(exit_code(*child) == code);
    BOOST_TEST(exit_code(*child) == code);
    BOOST_TEST(is_ready(child->sentinel()));
  }
}

BOOST_AUTO_TEST_CASE(a_stopped_server_has_told_of_its_children, *where_it_works) {
  const auto asked = started();
  checkpoint until_end;
  const auto child = ask(*asked, "wait", {until_end.reader()});
  until_end.close_writer();
  BOOST_TEST(must(asked->stop()) == 0);
  BOOST_TEST(is_ready(child->sentinel()));
  BOOST_TEST(exit_code(*child) == 6);
  BOOST_TEST(!asked->stop());
  BOOST_TEST(!try_ask(*asked, "exit 0"));
}

BOOST_AUTO_TEST_CASE(a_stopped_server_waits_for_no_child_that_was_let_go_of, *where_it_works) {
  const auto asked = started();
  checkpoint until_end;
  ask(*asked, "wait", {until_end.reader()}).reset();
  BOOST_TEST(must(asked->stop()) == 0);
}

BOOST_AUTO_TEST_CASE(messages_of_any_size_arrive, *where_it_works) {
  const auto asked = started();
  for (const std::size_t size : {std::size_t{10}, std::size_t{100'000}, std::size_t{3'000'000}}) {
    std::string message = "size ";
    message.resize(size, 'x');
    BOOST_TEST(exit_code(*ask(*asked, message)) == static_cast<int>(size % 251));
  }
  BOOST_TEST(exit_code(*ask(*asked, "")) == 90);
}

BOOST_AUTO_TEST_CASE(handles_arrive_and_nothing_else_is_open, *where_it_works) {
  const auto asked = started();
  checkpoint until_end;
  const auto sibling = ask(*asked, "wait", {until_end.reader()});
  auto answer = must(make_pipe());
  const auto child = ask(*asked, "answer", {answer.writer.native()});
  answer.writer.reset();
  BOOST_TEST(text_to_end(answer.reader.native()) == "answer");
  BOOST_TEST(exit_code(*child) == 0);

  // What a child holds is the same with a sibling and without one: what it was given, and what its end is seen by.
  std::vector<std::string> open;
  for (const bool with_sibling : {true, false}) {
    if (!with_sibling) {
      until_end.close_writer();
      BOOST_TEST(exit_code(*sibling) == 6);
    }
    auto listing = must(make_pipe());
    const auto lists = ask(*asked, "open", {listing.writer.native()});
    listing.writer.reset();
    const std::string numbers = text_to_end(listing.reader.native());
    open.push_back(std::to_string(std::ranges::count(numbers, ' ')));
    BOOST_TEST(exit_code(*lists) == 0);
  }
  BOOST_TEST(open[0] == open[1]);
}

BOOST_AUTO_TEST_CASE(more_handles_than_one_call_passes_arrive, *where_it_works) {
  const auto asked = started();
  const auto pipe = must(make_pipe());
  BOOST_TEST(exit_code(*ask(*asked, "count", std::vector(150, pipe.reader.native()))) == 150);
}

BOOST_AUTO_TEST_CASE(a_request_that_fails_harms_no_other, *where_it_works) {
  const auto asked = started();
  for (int count = 0; count < 3; ++count) BOOST_TEST(!try_ask(*asked, "exit 0", {invalid_handle}));
  BOOST_TEST(exit_code(*ask(*asked, "exit 3")) == 3);
}

BOOST_AUTO_TEST_CASE(the_sentinel_becomes_ready_and_stays_so, *where_it_works) {
  const auto asked = started();
  checkpoint until_end;
  const auto child = ask(*asked, "wait", {until_end.reader()});
  BOOST_TEST(!is_ready(child->sentinel()));
  const deadline until = deadline_after(20ms);
  BOOST_TEST(!must(child->wait(until)).has_value());
  BOOST_TEST((steady_clock::now() >= *until));
  until_end.close_writer();
  await(child->sentinel());
  BOOST_TEST(exit_code(*child) == 6);
  BOOST_TEST(is_ready(child->sentinel()));
}

BOOST_AUTO_TEST_CASE(a_grandchild_does_not_hold_the_news_back, *where_it_works) {
  const auto asked = started();
  checkpoint grandchild_ends;
  const auto child = ask(*asked, "grandchild", {grandchild_ends.reader()});
  await(child->sentinel());
  BOOST_TEST(exit_code(*child) == 6);
}

BOOST_AUTO_TEST_CASE(kill_and_terminate_end_a_child, *where_it_works) {
  const auto asked = started();
  checkpoint until_end;
  for (const bool by_kill : {true, false}) {
    const auto child = ask(*asked, "wait", {until_end.reader()});
    must(by_kill ? child->kill() : child->terminate());
    BOOST_TEST(exit_code(*child) < 0);
    must(child->kill());
    must(child->terminate());
  }
}

BOOST_AUTO_TEST_CASE(interrupt_reaches_a_child, *where_it_works) {
  const auto asked = started();
  checkpoint until_end;
  checkpoint started_up;
  const auto child = ask(*asked, "wait", {until_end.reader(), started_up.writer()});
  started_up.await();
  must(child->interrupt());
  BOOST_TEST(exit_code(*child) == -2);
  must(child->interrupt());
  BOOST_TEST(exit_code(*ask(*asked, "exit 3")) == 3);
}

BOOST_AUTO_TEST_CASE(a_server_goes_on_for_a_child_that_is_watched, *where_it_works) {
  checkpoint until_end;
  auto asked = started();
  const auto child = ask(*asked, "wait", {until_end.reader()});
  asked.reset();
  BOOST_TEST(!is_ready(child->sentinel()));
  until_end.close_writer();
  BOOST_TEST(exit_code(*child) == 6);
}

BOOST_AUTO_TEST_CASE(a_server_that_ends_too_early_is_255, *where_it_works) {
  checkpoint server_ends;
  checkpoint until_end;
  launch_request image = mortal_server.request(parcel().add_handle(server_ends.reader()));
  image.arguments.emplace_back("1");
  const auto asked = must(start_fork_server(std::move(image)));
  const auto child = ask(*asked, "wait", {until_end.reader()});
  BOOST_TEST(!is_ready(child->sentinel()));
  BOOST_TEST(!must(asked->process().wait(at_once)).has_value());
  server_ends.close_writer();
  await(child->sentinel());
  BOOST_TEST(exit_code(*child) == 255);
  BOOST_TEST(!child->kill());  // it runs still, and nobody can tell that its number means it
  const auto refused = try_ask(*asked, "exit 0");
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == std::errc::broken_pipe));
  BOOST_TEST(must(asked->stop()) == 1);
  BOOST_TEST(must(asked->process().wait(at_once)).value_or(-1) == 1);
}

BOOST_AUTO_TEST_CASE(several_threads_may_ask, *where_it_works) {
  const auto asked = started();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> askers;
  for (int asker = 0; asker < 4; ++asker) {
    askers.emplace_back([&, asker] {
      for (int round = 0; round < 10; ++round) {
        const auto child = try_ask(*asked, "exit " + std::to_string(asker * 10 + round));
        const auto code = child ? (*child)->wait(std::nullopt) : child.error();
        if (!code || *code != asker * 10 + round) ++wrong;
      }
    });
  }
  for (std::thread& each : askers) each.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_program_that_does_not_serve_is_an_error, *where_it_works) {
  const auto asked = must(start_fork_server({must(executable_path()), {"--play-role", "no-such-role", ""}, {}}));
  BOOST_TEST(!try_ask(*asked, "exit 0"));
}
