// SPDX-License-Identifier: BSL-1.0
// A worker is killed while it holds a lock and while its queue is in use. Nobody hangs: the next one who wants the lock
// is told, mends what it protects, and the queue goes on.
#include <cstdlib>
#include <iostream>
#include <mutex>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

void hold_for_ever(mp::Lock lock, mp::Queue<int> numbers, mp::Event holding) {
  lock.lock();
  numbers.put(1);
  holding.set();
  for (;;) numbers.put(2);
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  mp::Lock lock;
  mp::Queue<int> numbers(4);
  mp::Event holding;
  mp::Process worker(hold_for_ever, lock, numbers, holding);
  worker.start();
  holding.wait();
  worker.kill();
  worker.join();
  std::cout << "the worker ended with " << *worker.exitcode() << '\n';

  bool told = false;
  try {
    lock.lock();
  } catch (const mp::OwnerDiedError& died) {
    std::cout << died.what() << '\n';
    told = true;
    lock.recover();  // here the program would look at what the lock protects
  }
  const std::scoped_lock guard(lock);

  mp::Process successor([](mp::Queue<int> to) { to.put(3); }, numbers);
  // What the killed worker had sent is whole and comes first; it is read before there is room for more.
  int last = 0;
  while (!numbers.empty()) last = numbers.get();
  successor.start();
  while (last != 3) last = numbers.get();
  successor.join();
  std::cout << "the queue goes on\n";
  return told ? 0 : 1;
}
