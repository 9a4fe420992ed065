// SPDX-License-Identifier: BSL-1.0
// The list of operations.
#include "operations.hpp"

#include <mutex>
#include <thread>

#include "platform/fork_server.hpp"
#include "platform/handle_passing.hpp"
#include "platform/hmac.hpp"
#include "platform/listener.hpp"
#include "platform/named_memory.hpp"
#include "platform/wait.hpp"

namespace contract {
namespace {

using made_thing = result<std::shared_ptr<void>>;

/// GATE: lives until the gate has no writer any more, unless it is killed before.
const role be_patient("be-patient-until-the-end", [](arriving& given) {
  checkpoint& gate = given.checkpoint();
  gate.close_writer();
  gate.await();
  return 0;
});

/// CONTROL: a fork server's program, and a child of it that does nothing.
const role serve_nothing("serve-nothing", [](arriving& given) {
  value_of(serve_forks(given.native()));
  return 0;
});

template <class T>
made_thing held(result<T> made) {
  if (!made) return made.error();
  return std::shared_ptr<void>(std::make_shared<T>(*std::move(made)));
}

/// A child with the gate that it lives behind. It is killed, and waited for, with this object.
struct living_child {
  explicit living_child(std::unique_ptr<child_process> child) : made(std::move(child)) {}
  living_child(living_child&&) = default;
  ~living_child() {
    if (made == nullptr) return;
    value_of(made->kill());
    value_of(made->wait(std::nullopt));
  }
  std::unique_ptr<child_process> made;
};

/// A child that was started and was not to be lives on behind the gate, and is found as somebody's child.
made_thing launch_one() {
  auto ends = make_pipe();
  if (!ends) return ends.error();
  const checkpoint gate(std::move(*ends));
  auto child = launch_process(be_patient.request(parcel().add(gate)));
  if (!child) return child.error();
  return held(result<living_child>(living_child(*std::move(child))));
}

made_thing fork_one() {
  auto child = fork_process();
  if (child && !*child) exit_process(0);
  if (!child) return child.error();
  return held(result<living_child>(living_child(*std::move(child))));
}

/// A server that is stopped, and waited for, with this object.
struct living_server {
  explicit living_server(std::unique_ptr<fork_server> server) : made(std::move(server)) {}
  living_server(living_server&&) = default;
  ~living_server() {
    if (made != nullptr) value_of(made->stop());
  }
  std::unique_ptr<fork_server> made;
};

result<living_server> start_server() {
  launch_request image = serve_nothing.request();
  image.arguments.emplace_back("1");  // one word follows, the server's end of the stream
  auto server = start_fork_server(std::move(image));
  if (!server) return server.error();
  return living_server(*std::move(server));
}

made_thing fork_by_server() {
  auto server = start_server();
  if (!server) return server.error();
  auto child = server->made->fork({}, {});
  if (!child) return child.error();
  if (auto ended = (*child)->wait(std::nullopt); !ended) return ended.error();
  return held(std::move(server));
}

/// A sender waits for its receiver, so that is another thread. Whichever of the two fails first ends the other.
made_thing pass_handle() {
  auto ends = make_stream_pair();
  if (!ends) return ends.error();
  std::once_flag first;
  std::optional<error> failed;
  const auto fail = [&](handle& own, const error& why) {
    std::call_once(first, [&] { failed = why; });
    own.reset();
  };
  std::vector<handle> received;
  std::thread receiver([&] {
    auto got = receive_handles(ends->second.native());
    if (got) received = *std::move(got);
    if (!got) fail(ends->second, got.error());
  });
  const native_handle own = ends->first.native();
  if (auto sent = send_handles(own, {&own, 1}); !sent) fail(ends->first, sent.error());
  receiver.join();
  if (failed) return *failed;
  return held(result<std::vector<handle>>(std::move(received)));
}

made_thing connect_to_itself() {
  auto listener = listen_stream();
  if (!listener) return listener.error();
  auto client = connect_stream((*listener)->name(), std::nullopt);
  if (!client) return client.error();
  auto server = (*listener)->accept(std::nullopt);
  if (!server) return server.error();
  return held(result<stream_ends>(stream_ends{*std::move(client), *std::move(server)}));
}

/// The name is gone with the block.
struct named_block {
  named_block(std::string its_name, shared_memory its_memory) : name(std::move(its_name)), memory(std::move(its_memory)) {}
  named_block(named_block&& other) noexcept : name(std::exchange(other.name, {})), memory(std::move(other.memory)) {}
  ~named_block() {
    if (!name.empty()) value_of(remove_named_memory(name));
  }
  std::string name;
  shared_memory memory;
};

made_thing make_and_find_block() {
  auto name = random_memory_name();
  if (!name) return name.error();
  auto made = create_named_memory(*name, 10'000);
  if (!made) return made.error();
  named_block block(*name, *std::move(made));
  if (auto found = attach_named_memory(*name); !found) return found.error();
  return std::shared_ptr<void>(std::make_shared<named_block>(std::move(block)));
}

made_thing duplicate_reader() {
  const auto ends = make_pipe();
  if (!ends) return ends.error();
  return held(duplicate(ends->reader.native()));
}

made_thing look_at_pipe() {
  auto ends = make_pipe();
  if (!ends) return ends.error();
  const native_handle reader = ends->reader.native();
  if (auto ready = wait_any({&reader, 1}, at_once); !ready) return ready.error();
  return held(std::move(ends));
}

template <class Memory, class Make>
made_thing in_shared_memory(Make make) {
  auto region = make_shared_memory(sizeof(Memory));
  if (!region) return region.error();
  auto memory = std::make_shared<shared_memory>(*std::move(region));
  auto object = make(*new (memory->bytes().data()) Memory{});
  if (!object) return object.error();
  using object_type = typename std::remove_reference_t<decltype(*object)>::element_type;
  return std::shared_ptr<void>(object->release(), [memory](object_type* each) { delete each; });
}

void add_for(const std::string& primitive, const std::string& what, bool makes_process, std::function<made_thing()> make,
             std::vector<operation>& into) {
  for (const std::string& by : working(primitive).names())
    into.push_back({what + " by " + by, primitive + ":" + by, makes_process, make});
}

}  // namespace

std::vector<operation> operations() {
  std::vector<operation> list;
  add_for("memory", "make_shared_memory", false, [] { return held(make_shared_memory(10'000)); }, list);
  add_for("named-memory", "create_named_memory", false, make_and_find_block, list);
  add_for("semaphore", "make_semaphore", false, [] {
    return in_shared_memory<semaphore_memory>([](semaphore_memory& words) { return make_semaphore(1, 2, words); });
  }, list);
  add_for("address", "make_address_wait", false, [] {
    return in_shared_memory<wait_memory>([](wait_memory& words) { return make_address_wait(words); });
  }, list);
  add_for("lock", "make_lock", false, [] {
    return in_shared_memory<lock_memory>(
        [](lock_memory& words) { return make_lock(words, lock_releaser::holding_thread); });
  }, list);
  add_for("channel", "make_pipe", false, [] { return held(make_pipe()); }, list);
  add_for("channel", "make_stream_pair", false, [] { return held(make_stream_pair()); }, list);
  for (const std::string& exit : working("exit").names()) {
    for (const std::string& launch : working("launch").names()) {
      list.push_back({"launch_process by " + launch + " and " + exit, "launch:" + launch + ",exit:" + exit, true,
                      launch_one});
    }
    list.push_back({"fork_process with " + exit, "exit:" + exit, true, fork_one});
  }
  add_for("hmac", "hmac", false, [] { return held(hmac(hmac_digest::sha256, {}, {})); }, list);
  add_for("wait", "wait_any", false, look_at_pipe, list);
  list.push_back({"duplicate", "", false, duplicate_reader});
  list.push_back({"listen_stream", "", false, [] { return held(listen_stream()); }});
  list.push_back({"connect_stream", "", false, connect_to_itself});
  list.push_back({"send_handles", "", false, pass_handle});
  list.push_back({"start_fork_server", "", true, [] { return held(start_server()); }});
  list.push_back({"fork by a fork server", "", true, fork_by_server});
  std::erase_if(list, [](const operation& each) {
    const serving_only only(each.specification);
    const auto made = each.make();
    return !made && made.error().unsupported();
  });
  return list;
}

}  // namespace contract
