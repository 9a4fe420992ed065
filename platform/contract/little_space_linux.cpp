// SPDX-License-Identifier: BSL-1.0
// Where /dev/shm is small, as containers have it, asking for more is an error and not a signal at the first write.
#define BOOST_TEST_MODULE platform_little_space
#include <sched.h>
#include <sys/mount.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "role.hpp"

using namespace contract;

namespace {

const working strategies("memory");
constexpr std::size_t little = 8 << 20;
constexpr std::size_t chunk = 1 << 20;
constexpr std::size_t most_chunks = 3 * little / chunk;
constexpr int no_namespace = 77;

/// Mounts a file system of eight MiB where POSIX shared memory is, seen by this process alone.
bool enter_little_space() {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  return mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("none", "/dev/shm", "tmpfs", 0, "size=8m") == 0;
}

/// REFUSED: makes regions, each written to the last byte, until there is no room or three times as much as /dev/shm has.
const role fill("fill", [](arriving& given) {
  auto& refused = given.object<std::atomic<int>>();
  if (!enter_little_space()) return no_namespace;
  const auto large = make_shared_memory(2 * little);
  refused = !large && large.error().code == std::errc::no_space_on_device;
  std::vector<shared_memory> made;
  while (made.size() < most_chunks) {
    auto region = make_shared_memory(chunk);
    if (!region) return region.error().code == std::errc::no_space_on_device ? 0 : 1;
    std::ranges::fill(region->bytes(), std::byte{1});
    made.push_back(*std::move(region));
  }
  return 0;
});

}  // namespace

BOOST_DATA_TEST_CASE(too_little_space_is_an_error, strategies, by) {
  const shared<std::atomic<int>> refused;
  const serving_only only("memory", by);
  const int code = exit_code(*fill.launch(parcel().add(refused)));
  if (code == no_namespace) {
    BOOST_TEST_MESSAGE("not tried: this process may not mount a file system of its own");
    return;
  }
  BOOST_TEST(code == 0);
  if (by == "shm-open") BOOST_TEST(refused->load() == 1);
}
