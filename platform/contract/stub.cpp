// SPDX-License-Identifier: BSL-1.0
// A target without primitives links, and says of each that it is unsupported, with a reason.
#define BOOST_TEST_MODULE platform_stub
#include <array>
#include <boost/test/unit_test.hpp>

#include "platform/channel.hpp"
#include "platform/code_address.hpp"
#include "platform/hmac.hpp"
#include "platform/listener.hpp"
#include "platform/lock.hpp"
#include "platform/named_memory.hpp"
#include "platform/process.hpp"
#include "platform/processors.hpp"
#include "platform/random.hpp"
#include "platform/shared_memory.hpp"
#include "platform/socket.hpp"
#include "platform/threads.hpp"
#include "platform/wait.hpp"
#include "platform/wait_on_address.hpp"

using namespace multiprocessing::platform;

namespace {

template <class T>
void check_unsupported(const char* what, const result<T>& answer) {
  BOOST_TEST_CONTEXT(what) {
    BOOST_REQUIRE(!answer);
    BOOST_TEST(answer.error().unsupported());
    BOOST_TEST(!answer.error().operation.empty());
    BOOST_TEST(answer.error().reason.find("stub") != std::string::npos);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_primitive_is_unsupported_with_a_reason) {
  std::array<std::byte, 4> bytes{};
  semaphore_memory words{};
  lock_memory lock_words{};
  wait_memory wait_words{};
  check_unsupported("make_pipe", make_pipe());
  check_unsupported("make_stream_pair", make_stream_pair());
  check_unsupported("read_some", read_some(0, bytes));
  check_unsupported("write_some", write_some(1, bytes));
  check_unsupported("make_exit_watcher", make_exit_watcher());
  check_unsupported("listen_stream", listen_stream());
  check_unsupported("listen_stream", listen_stream("name", 1));
  check_unsupported("connect_stream", connect_stream("name", std::nullopt));
  check_unsupported("adopt_socket", adopt_socket(0));
  check_unsupported("keep_from_programs", keep_from_programs(0));
  check_unsupported("prepare_to_listen", prepare_to_listen(0));
  check_unsupported("locate_code", locate_code([] {}));
  check_unsupported("resolve_code", resolve_code({}));
  check_unsupported("duplicate", duplicate(0));
  check_unsupported("lock", make_lock(lock_words, lock_releaser::anyone));
  check_unsupported("fork_process", fork_process());
  check_unsupported("fork_supported", fork_supported());
  check_unsupported("launch_process", launch_process({"program", {}, {}}));
  check_unsupported("launch_supported", launch_supported());
  check_unsupported("executable_path", executable_path());
  check_unsupported("ignore_standard_input", ignore_standard_input());
  check_unsupported("system_processors", system_processors());
  check_unsupported("usable_processors", usable_processors());
  check_unsupported("random_bytes", random_bytes(bytes));
  check_unsupported("random_name", random_name());
  check_unsupported("hmac", hmac(hmac_digest::sha256, bytes, bytes));
  check_unsupported("equal_secrets", equal_secrets(bytes, bytes));
  check_unsupported("make_semaphore", make_semaphore(1, 1, words));
  check_unsupported("make_shared_memory", make_shared_memory(1));
  check_unsupported("create_named_memory", create_named_memory("name", 1));
  check_unsupported("attach_named_memory", attach_named_memory("name"));
  check_unsupported("map_shared_memory", map_shared_memory(handle(), 1));
  check_unsupported("wait_any", wait_any({}, deadline_after(std::chrono::nanoseconds(0))));
  check_unsupported("make_address_wait", make_address_wait(wait_words));
  BOOST_TEST(current_process_stamp() != 0U);
}

BOOST_AUTO_TEST_CASE(every_strategy_is_reported_as_absent) {
  const auto lines = report_strategies();
  BOOST_TEST(!lines.empty());
  for (const strategy_report& line : lines) {
    BOOST_TEST((line.found.state == availability::absent));
    BOOST_TEST(!line.found.detail.empty());
    BOOST_TEST(!line.selected);
  }
}
