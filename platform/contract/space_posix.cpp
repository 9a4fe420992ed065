// SPDX-License-Identifier: BSL-1.0
// Shared memory is backed by space from the start. For systems whose fstat tells what a file takes up.
#define BOOST_TEST_MODULE platform_space
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "platform/listener.hpp"
#include "role.hpp"

using namespace contract;

namespace {

const working strategies("memory");
constexpr std::size_t size = 1'000'000;

/// Makes shared memory where no file may be longer than 4096 bytes.
const role be_limited("be-limited", [](arriving&) {
  const rlimit little{4096, 4096};
  if (setrlimit(RLIMIT_FSIZE, &little) != 0) return 1;
  return make_shared_memory(size) ? 2 : 0;
});

/// Makes what needs a folder where that for temporary files is not there.
const role be_without_folder("be-without-folder", [](arriving&) {
  if (setenv("TMPDIR", "/no/such/folder", 1) != 0) return 1;
  if (!make_shared_memory(size)) return 2;
  return listen_stream() ? 0 : 3;
});

}  // namespace

BOOST_DATA_TEST_CASE(every_byte_takes_up_space, strategies, by) {
  const serving_only only("memory", by);
  const auto region = must(make_shared_memory(size));
  struct stat status {};
  BOOST_REQUIRE(fstat(static_cast<int>(region.native()), &status) == 0);
  BOOST_TEST(static_cast<std::size_t>(status.st_blocks) * 512 >= size);
  BOOST_TEST((status.st_mode & 077) == 0U);  // nobody else may open it
  // And nobody finds it. What memfd makes has no name, whatever the count says (one in gVisor 20221219).
  if (by != "memfd") BOOST_TEST(status.st_nlink == 0U);
}

// Beyond the limit of file sizes the system would end the process by SIGXFSZ.
BOOST_DATA_TEST_CASE(a_limit_of_file_sizes_is_an_error, strategies, by) {
  const serving_only only("memory", by);
  BOOST_TEST(exit_code(*be_limited.launch()) == 0);
}

// A read-only system with one folder that can be written, or a TMPDIR of somebody else.
BOOST_DATA_TEST_CASE(another_folder_serves_for_temporary_files, strategies, by) {
  const serving_only only("memory", by);
  BOOST_TEST(exit_code(*be_without_folder.launch()) == 0);
}
