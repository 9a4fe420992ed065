// SPDX-License-Identifier: BSL-1.0
// What launching does to the descriptors and signals of POSIX.
#define BOOST_TEST_MODULE platform_launch_posix
#include <fcntl.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "open_handles.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const working strategies("launch");
const working exits("exit");

/// COUNT: tells how many descriptors it holds.
const role count_open("count-open", [](arriving& given) {
  given.object<std::atomic<std::size_t>>() = open_handles().size();
  return 0;
});

/// DESCRIPTOR: whether it is close-on-exec here.
const role look_at_flags("look-at-flags", [](arriving& given) {
  const int flags = fcntl(static_cast<int>(given.native()), F_GETFD);
  return flags >= 0 && (flags & FD_CLOEXEC) != 0 ? 0 : 1;
});

}  // namespace

// Opened by somebody who knows nothing of this layer, and so without close-on-exec.
BOOST_DATA_TEST_CASE(strangers_are_not_inherited, strategies* exits, by, exit) {
  const serving_only only("launch:" + by + ",exit:" + exit);
  const shared<std::atomic<std::size_t>> count;
  BOOST_TEST(exit_code(*count_open.launch(parcel().add(count))) == 0);
  const std::size_t before = *count;
  std::FILE* const stranger = std::fopen("/dev/null", "r");
  BOOST_REQUIRE(stranger != nullptr);
  BOOST_TEST(exit_code(*count_open.launch(parcel().add(count))) == 0);
  BOOST_TEST((fcntl(fileno(stranger), F_GETFD) & FD_CLOEXEC) == 0);
  std::fclose(stranger);
  BOOST_TEST(*count == before);
}

BOOST_DATA_TEST_CASE(what_is_inherited_is_close_on_exec_again, strategies, by) {
  const serving_only only("launch", by);
  const auto ends = must(make_pipe());
  const auto child = look_at_flags.launch(parcel().add_handle(ends.reader.native()));
  BOOST_TEST(exit_code(*child) == 0);
}

// Another program than this one, which knows nothing of this layer.
BOOST_DATA_TEST_CASE(any_program_can_be_launched, strategies* exits, by, exit) {
  if (access("/bin/sh", X_OK) != 0) {
    BOOST_TEST_MESSAGE("not tried: this system has no /bin/sh");
    return;
  }
  const serving_only only("launch:" + by + ",exit:" + exit);
  checkpoint told;
  // Some shells know no number of two digits (dash 0.5.12), and some systems no file for it.
  const std::string writer = std::to_string(told.writer());
  const std::string script = "echo said >" + (writer.size() == 1 ? "&" : std::string("/dev/fd/")) + writer + "; exit 7";
  const auto child = must(launch_process({"/bin/sh", {"-c", script}, {told.writer()}}));
  told.close_writer();
  BOOST_TEST(text_to_end(told.reader()) == "said\n");
  BOOST_TEST(exit_code(*child) == 7);
}

BOOST_DATA_TEST_CASE(a_file_that_is_no_program_is_an_error, strategies, by) {
  const serving_only only("launch", by);
  const std::size_t before = open_handles().size();
  char name[] = "/tmp/mp-contract-XXXXXX";
  const int file = mkstemp(name);
  BOOST_REQUIRE(file >= 0);
  close(file);
  const auto child = launch_process({name, {}, {}});
  unlink(name);
  BOOST_TEST(!child);
  BOOST_TEST(open_handles().size() == before);
}
