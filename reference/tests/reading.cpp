// SPDX-License-Identifier: BSL-1.0
// A process that forks while one of its threads waits for input, and holds the lock of that stream.
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  mp::set_fork_with_threads(mp::ForkWithThreads::allow);
  std::thread([] { (void)std::getchar(); }).detach();
  while (ftrylockfile(stdin) == 0) {
    funlockfile(stdin);
    std::this_thread::yield();
  }
  mp::ProcessOptions options;
  options.start_method = mp::StartMethod::fork;
  mp::Process child(options, [] { mp::exit(std::getchar() == EOF ? 5 : 1); });
  child.start();
  child.join();
  std::_Exit(child.exitcode() == 5 ? 0 : 1);  // the thread goes on reading
}
