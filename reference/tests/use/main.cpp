// SPDX-License-Identifier: BSL-1.0
// A program of somebody who uses the library. It warns on purpose: `unused` must not be an error here.
#include <multiprocessing/managers/managers.hpp>
#include <multiprocessing/multiprocessing.hpp>
#include <string>

namespace mp = multiprocessing;

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  int unused;
  mp::Queue<std::string> words;
  for (const auto method : mp::get_all_start_methods()) {
    mp::ProcessOptions options;
    options.start_method = method;
    mp::Process child(
        options, [](mp::Queue<std::string> to, const std::string& word) { to.put(word); }, words, "used");
    child.start();
    const bool right = words.get() == "used";
    child.join();
    if (!right || child.exitcode() != 0) return 1;
  }
  const auto manager = mp::Manager();
  const auto numbers = manager.Queue<int>();
  numbers.put(7);
  if (numbers.get() != 7) return 2;
  numbers.task_done();
  return numbers.join() ? 0 : 3;
}
