// SPDX-License-Identifier: BSL-1.0
// The list of operations.
#include "operations.hpp"

#include "platform/listener.hpp"

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

/// The gate is open as long as this call lasts: whoever was started, and is not to be, would hold its reader's end back.
made_thing launch_one() {
  checkpoint gate;
  auto child = launch_process(be_patient.request(parcel().add(gate)));
  if (child) return held(result<living_child>(living_child(*std::move(child))));
  gate.close_writer();
  gate.await();
  return child.error();
}

made_thing fork_one() {
  auto child = fork_process();
  if (child && !*child) exit_process(0);
  if (!child) return child.error();
  return held(result<living_child>(living_child(*std::move(child))));
}

template <class Memory, class Make>
made_thing in_shared_memory(Make make) {
  auto memory = std::make_shared<shared<Memory>>();
  auto object = make(**memory);
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
    if (fork_supported()) list.push_back({"fork_process with " + exit, "exit:" + exit, true, fork_one});
  }
  if (const auto listens = listen_stream()) list.push_back({"listen_stream", "", false, [] { return held(listen_stream()); }});
  return list;
}

}  // namespace contract
