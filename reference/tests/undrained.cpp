// SPDX-License-Identifier: BSL-1.0
// A child that cannot end, because nobody reads what it has put, until its parent does.
#include <string>

#include "multiprocessing/multiprocessing.hpp"

int main(int argc, char** argv) {
  multiprocessing::freeze_support(argc, argv);
  using namespace std::chrono_literals;
  multiprocessing::Queue<std::string> queue;
  multiprocessing::ProcessOptions options;
  options.name = "Hoarder";
  multiprocessing::Process child(options, [](multiprocessing::Queue<std::string> to) {
    for (int i = 0; i < 3; ++i) to.put(std::string(1'000'000, 'x'));
  }, queue);
  child.start();
  if (child.join(1500ms)) return 1;
  for (int i = 0; i < 3; ++i) (void)queue.get();
  child.join();
  return *child.exitcode();
}
