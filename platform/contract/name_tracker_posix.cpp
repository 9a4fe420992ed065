// SPDX-License-Identifier: BSL-1.0
// Contract of the tracker: what killed processes leave in the system goes, and what others made does not.
#define BOOST_TEST_MODULE platform_name_tracker_posix
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <sstream>
#include <thread>

#include "platform/listener.hpp"
#include "platform/name_tracker.hpp"
#include "platform/named_memory.hpp"
#include "platform/random.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const std::vector<std::string> kinds{
    "semaphore:sem-open",    "semaphore:sysv",           "lock:flock-file", "lock:sysv-undo",
    "named-memory:shm-open", "named-memory:mapped-file", "listener"};

/// One object with a name, whatever it is.
struct named {
  std::string name;
  std::shared_ptr<void> object;
};

named make_named(const std::string& kind) {
  if (kind == "listener") {
    std::shared_ptr<stream_listener> made = value_of(listen_stream());
    return {made->name(), made};
  }
  value_of(use_strategies(kind));
  if (kind.starts_with("semaphore:")) {
    const auto words = std::make_shared<shared<semaphore_memory>>();
    const std::shared_ptr<semaphore> made = value_of(make_semaphore(0, 1, **words));
    return {made->transfer().name, std::make_shared<std::pair<decltype(words), decltype(made)>>(words, made)};
  }
  if (kind.starts_with("lock:")) {
    const auto words = std::make_shared<shared<lock_memory>>();
    const std::shared_ptr<lock> made = value_of(make_lock(**words, lock_releaser::holding_process));
    return {made->transfer().parts.name, std::make_shared<std::pair<decltype(words), decltype(made)>>(words, made)};
  }
  const std::string name = value_of(random_memory_name());
  return {name, std::make_shared<shared_memory>(value_of(create_named_memory(name, 1)))};
}

/// Whether this system has it; gVisor refuses the undo of System V. Says so of all strategies of that primitive.
bool works(const std::string& kind) {
  if (kind == "listener") return true;
  const auto colon = kind.find(':');
  const auto& names = working(kind.substr(0, colon)).names();
  return std::ranges::find(names, kind.substr(colon + 1)) != names.end();
}

/// As the system lists it.
bool is_there(const std::string& kind, const std::string& name) {
  if (kind == "semaphore:sem-open") {
    sem_t* const found = ::sem_open(name.c_str(), 0);
    if (found != SEM_FAILED) ::sem_close(found);
    return found != SEM_FAILED;
  }
  if (kind == "semaphore:sysv" || kind == "lock:sysv-undo") return ::semctl(std::stoi(name), 0, GETVAL) >= 0;
  if (kind.starts_with("named-memory:")) {
    const serving_only only(kind);
    return bool(attach_named_memory(name));
  }
  struct stat status {};
  return ::lstat(name.c_str(), &status) == 0;
}

/// However long the tracker takes; the time limit of the whole test is the watchdog.
void await_end_of(const std::string& kind, const std::string& name) {
  while (is_there(kind, name)) std::this_thread::yield();
}

void tell(native_handle writer, const std::string& text) {
  if (!write_all(writer, std::as_bytes(std::span(text)))) throw std::runtime_error("nobody listens");
}

/// WRITER GATE KIND...: a tree of its own that makes one of each kind, tells their names, and waits to be killed.
const role make_names("make-names", [](arriving& given) {
  handle writer(given.native());
  checkpoint& gate = given.checkpoint();
  ::setpgid(0, 0);
  std::vector<named> made;
  while (!given.empty()) {
    made.push_back(make_named(given.text()));
    tell(writer.native(), made.back().name + "\n");
  }
  tell(writer.native(), std::to_string(name_tracker().value_or(0)) + "\n");
  writer.reset();
  gate.await();
  return 0;
});

/// The same in a forked child of a launched process, which goes on if its parent is killed.
const role make_names_and_fork("make-names-and-fork", [](arriving& given) -> int {
  handle writer(given.native());
  checkpoint& gate = given.checkpoint();
  ::setpgid(0, 0);
  const named made = make_named(given.text());
  const auto child = value_of(fork_process());
  if (child) tell(writer.native(), made.name + "\n");
  writer.reset();
  gate.close_writer();
  gate.await();
  ::_exit(0);
});

/// A process with a tree of its own, and what it has told.
struct maker {
  maker(const role& plays, const std::vector<std::string>& words) {
    pipe_ends ends = must(make_pipe());
    parcel given;
    given.add_handle(ends.writer.native()).add(gate);
    for (const std::string& each : words) given.add(each);
    process = plays.launch(given);
    ends.writer.reset();
    const std::string told = text_to_end(ends.reader.native());
    std::istringstream lines(told);
    for (std::string line; std::getline(lines, line);) names.push_back(line);
    BOOST_REQUIRE(!names.empty());
  }
  void kill() {
    must(process->kill());
    exit_code(*process);
  }

  checkpoint gate;
  std::unique_ptr<child_process> process;
  std::vector<std::string> names;
};

struct chosen_name {
  std::string text = must(random_memory_name());
  ~chosen_name() { static_cast<void>(remove_named_memory(text)); }
};

/// NAME WRITER GATE: makes a block of that name, and a semaphore after it; tells the name of the latter.
const role make_block("make-block", [](arriving& given) {
  const std::string name = given.text();
  handle writer(given.native());
  checkpoint& gate = given.checkpoint();
  value_of(use_strategies("named-memory:shm-open,semaphore:sem-open"));
  const auto block = create_named_memory(name, 1);
  const named later = make_named("semaphore:sem-open");
  tell(writer.native(), later.name + "\n" + (block ? "made" : "taken") + "\n");
  writer.reset();
  gate.await();
  return 0;
});

struct block_maker {
  explicit block_maker(const std::string& name) {
    pipe_ends ends = must(make_pipe());
    process = make_block.launch(parcel().add(name).add_handle(ends.writer.native()).add(gate));
    ends.writer.reset();
    std::istringstream lines(text_to_end(ends.reader.native()));
    lines >> later >> answer;
  }
  /// Returns when its tracker has looked at everything.
  void kill() {
    must(process->kill());
    exit_code(*process);
    await_end_of("semaphore:sem-open", later);
  }

  checkpoint gate;
  std::unique_ptr<child_process> process;
  std::string later;
  std::string answer;
};

}  // namespace

BOOST_DATA_TEST_CASE(what_a_killed_process_made_goes, boost::unit_test::data::make(kinds), kind) {
  if (!works(kind)) return;  // as said above; platform.none_dropped knows what has to work where
  maker made(make_names, {kind});
  BOOST_TEST(is_there(kind, made.names[0]));
  made.kill();
  await_end_of(kind, made.names[0]);
}

BOOST_AUTO_TEST_CASE(a_group_that_is_killed_takes_no_tracker_along) {
  std::vector<std::string> all;
  std::ranges::copy_if(kinds, std::back_inserter(all), works);
  maker made(make_names, all);
  ::kill(-static_cast<pid_t>(made.process->id()), SIGKILL);
  exit_code(*made.process);
  for (std::size_t i = 0; i < all.size(); ++i) await_end_of(all[i], made.names[i]);
}

BOOST_AUTO_TEST_CASE(signals_that_end_others_do_not_end_it) {
  maker made(make_names, {kinds[0]});
  const auto tracker = static_cast<pid_t>(std::stol(made.names[1]));
  BOOST_REQUIRE(tracker > 0);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) BOOST_TEST(::kill(tracker, number) == 0);
  made.kill();
  await_end_of(kinds[0], made.names[0]);
}

BOOST_AUTO_TEST_CASE(it_is_in_nobodys_way) {
  must(run_name_tracker());
  const auto tracker = static_cast<pid_t>(name_tracker().value());
  BOOST_TEST(::getsid(tracker) == tracker);
  BOOST_TEST(::getpgid(tracker) == tracker);
  BOOST_TEST(::waitpid(-1, nullptr, WNOHANG) == -1);
  BOOST_TEST(errno == ECHILD);
}

BOOST_AUTO_TEST_CASE(what_a_child_still_uses_stays) {
  maker made(make_names_and_fork, {kinds[0]});
  made.kill();
  BOOST_TEST(is_there(kinds[0], made.names[0]));
  made.gate.close_writer();  // ends the child
  await_end_of(kinds[0], made.names[0]);
}

BOOST_AUTO_TEST_CASE(one_that_is_killed_is_replaced) {
  must(run_name_tracker());
  const auto first = name_tracker();
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(::kill(static_cast<pid_t>(*first), SIGKILL) == 0);
  while (name_tracker().has_value()) std::this_thread::yield();
  const named made = make_named(kinds[0]);
  const auto second = name_tracker();
  BOOST_REQUIRE(second.has_value());
  BOOST_TEST(*second != *first);
}

/// WRITER: its tracker is killed after one name, and it is killed after the next.
const role lose_tracker("lose-tracker", [](arriving& given) {
  handle writer(given.native());
  const named before = make_named(kinds[0]);
  ::kill(static_cast<pid_t>(name_tracker().value()), SIGKILL);
  while (name_tracker().has_value()) std::this_thread::yield();
  const named after = make_named(kinds[0]);
  tell(writer.native(), before.name + " " + after.name);
  ::raise(SIGKILL);
  return 0;
});

BOOST_AUTO_TEST_CASE(the_new_one_knows_the_old_names) {
  pipe_ends ends = must(make_pipe());
  const auto process = lose_tracker.launch(parcel().add_handle(ends.writer.native()));
  ends.writer.reset();
  std::istringstream told(text_to_end(ends.reader.native()));
  std::string before;
  std::string after;
  told >> before >> after;
  BOOST_TEST(exit_code(*process) == -SIGKILL);
  await_end_of(kinds[0], before);
  await_end_of(kinds[0], after);
}

BOOST_AUTO_TEST_CASE(blocks_of_others_stay) {
  const serving_only only("named-memory:shm-open");
  const chosen_name name;
  const auto block = must(create_named_memory(name.text, 1));
  block_maker other(name.text);
  BOOST_TEST(other.answer == "taken");
  other.kill();
  BOOST_TEST(bool(attach_named_memory(name.text)));
}

BOOST_AUTO_TEST_CASE(a_name_that_has_become_anothers_stays) {
  const serving_only only("named-memory:shm-open");
  const chosen_name name;
  block_maker first(name.text);
  BOOST_TEST(first.answer == "made");
  must(remove_named_memory(name.text));
  const auto block = must(create_named_memory(name.text, 1));
  first.kill();
  BOOST_TEST(bool(attach_named_memory(name.text)));
}

/// NAME: makes what is to stay, and is killed.
const role make_lasting("make-lasting", [](arriving& given) {
  value_of(use_strategies("named-memory:shm-open"));
  const auto block = value_of(create_named_memory(given.text(), 1, memory_stay::for_ever));
  ::raise(SIGKILL);
  return 0;
});

BOOST_AUTO_TEST_CASE(what_is_not_tracked_stays) {
  const serving_only only("named-memory:shm-open");
  const chosen_name name;
  BOOST_TEST(exit_code(*make_lasting.launch(parcel().add(name.text))) == -SIGKILL);
  BOOST_TEST(bool(attach_named_memory(name.text)));
}

/// TABLE READER WRITER TRACKER: joins, makes a name there, tells nobody, and is killed.
const role join_and_die("join-and-die", [](arriving& given) {
  std::vector<handle> handles;
  for (int i = 0; i < 3; ++i) handles.emplace_back(given.native());
  const std::int64_t tracker = given.number();
  const std::string name = given.text();
  value_of(join_name_tree(std::move(handles)));
  if (name_tracker() != tracker) return 1;
  value_of(use_strategies("named-memory:shm-open"));
  const auto block = value_of(create_named_memory(name, 1));
  ::raise(SIGKILL);
  return 0;
});

BOOST_AUTO_TEST_CASE(a_process_that_joins_has_the_same_tracker) {
  must(run_name_tracker());
  const serving_only only("named-memory:shm-open");
  const chosen_name name;
  parcel given;
  for (const native_handle each : name_tree_handles()) given.add_handle(each);
  given.add(name_tracker().value()).add(name.text);
  BOOST_TEST(exit_code(*join_and_die.launch(given)) == -SIGKILL);
  BOOST_TEST(bool(attach_named_memory(name.text)));  // this process may want it still
}

/// WRITER: takes away more than the table holds, makes one more, and is killed.
const role make_many("make-many", [](arriving& given) {
  handle writer(given.native());
  for (int count = 0; count < 1500; ++count) make_named(kinds[0]);
  const named last = make_named(kinds[0]);
  tell(writer.native(), last.name);
  ::raise(SIGKILL);
  return 0;
});

BOOST_AUTO_TEST_CASE(what_is_taken_away_takes_no_room) {
  pipe_ends ends = must(make_pipe());
  const auto process = make_many.launch(parcel().add_handle(ends.writer.native()));
  ends.writer.reset();
  const std::string last = text_to_end(ends.reader.native());
  BOOST_TEST(exit_code(*process) == -SIGKILL);
  await_end_of(kinds[0], last);
}

BOOST_AUTO_TEST_CASE(entries_of_the_dead_make_room) {
  constexpr int each_makes = 200;  // musl 1.2 opens 256 named semaphores for a process, and no more
  constexpr int children = 6;      // together more than the table holds
  pipe_ends ends = must(make_pipe());
  for (int i = 0; i < children; ++i) {
    const auto child = must(fork_process());
    if (!child) {
      std::vector<named> made;
      for (int count = 0; count < each_makes; ++count) made.push_back(make_named(kinds[0]));
      tell(ends.writer.native(), made.front().name + "\n");
      ::raise(SIGKILL);
    }
    BOOST_TEST(exit_code(*child) == -SIGKILL);
  }
  ends.writer.reset();
  std::istringstream told(text_to_end(ends.reader.native()));
  std::string first;
  std::string last;
  told >> first;
  while (told >> last) continue;
  BOOST_TEST(!is_there(kinds[0], first));
  BOOST_TEST(is_there(kinds[0], last));
}
