// SPDX-License-Identifier: BSL-1.0
// A child that cannot end, because nobody reads what it has put, until its parent does.
#include <string>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  using namespace std::chrono_literals;
  mp::QueueOptions queue_options;
  queue_options.name = "hoard";
  mp::Queue<std::string> queue(queue_options);
  mp::Event put;
  mp::ProcessOptions options;
  options.name = "Hoarder";
  mp::Process child(
      options,
      [](mp::Queue<std::string> to, mp::Event done) {
        for (int i = 0; i < 3; ++i) to.put(std::string(1'000'000, 'x'));
        done.set();
      },
      queue, put);
  child.start();
  put.wait();
  // It speaks up a second after its work is done; on a busy machine that takes longer, and nothing is lost by waiting.
  if (child.join(5s)) return 1;
  for (int i = 0; i < 3; ++i) (void)queue.get();
  child.join();
  return *child.exitcode();
}
