// SPDX-License-Identifier: BSL-1.0
// A program of somebody who uses the library. It warns on purpose: `unused` must not be an error here.
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
}
