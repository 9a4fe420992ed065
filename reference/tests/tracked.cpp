// SPDX-License-Identifier: BSL-1.0
// The side of tracked.py that is killed: makes what it is asked for, and tells its names.
//   tracked objects METHOD     a lock, a semaphore, an event, a queue and a block, which a child by METHOD holds, too
//   tracked block TRACK        a block; TRACK is 0 or 1
//   tracked child METHOD       a child by METHOD makes a block and is killed
// Then come lines: what there is to look for, and at last "tracker PID" with 0 for none. It ends with its input.
#include <iostream>
#include <optional>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

mp::ProcessOptions by(const std::string& method) {
  mp::ProcessOptions options;
  options.start_method = mp::start_method_from(method);
  return options;
}

void hold(mp::Lock lock, mp::Semaphore, mp::Event, mp::Queue<int>, mp::Connection held) {
  (void)lock.acquire();
  held.send(true);
  mp::Event never;
  (void)never.wait();
}

void make_block(mp::Connection name) {
  const auto block = mp::SharedMemory::create(1);
  name.send(block.name());
  mp::Event never;
  (void)never.wait();
}

int wait_to_be_killed() {
  std::cout << "tracker " << mp::resource_tracker::pid().value_or(0) << std::endl;
  std::string line;
  std::getline(std::cin, line);
  return 0;
}

int make_objects(const std::string& method) {
  mp::Lock lock;
  mp::Semaphore semaphore(1);
  mp::Event event;
  mp::Queue<int> queue;
  queue.put(1);
  auto [held, hers] = mp::Pipe(false);
  mp::Process child(by(method), hold, lock, semaphore, event, queue, hers);
  child.start();
  (void)held.recv<bool>();
  const auto block = mp::SharedMemory::create(1);
  std::cout << "block " << block.name() << '\n';
  return wait_to_be_killed();
}

int make_child(const std::string& method) {
  auto [name, hers] = mp::Pipe(false);
  mp::Process child(by(method), make_block, hers);
  child.start();
  const auto made = name.recv<std::string>();
  child.kill();
  child.join();
  std::cout << "block " << mp::SharedMemory(made).name() << '\n';  // it is there still
  return wait_to_be_killed();
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  if (argc != 3) return 2;
  const std::string what = argv[1];
  if (what == "objects") return make_objects(argv[2]);
  if (what == "child") return make_child(argv[2]);
  std::optional<mp::SharedMemory> block;
  block = mp::SharedMemory::create(1, std::nullopt, argv[2] == std::string("1"));
  std::cout << "block " << block->name() << '\n';
  return wait_to_be_killed();
}
