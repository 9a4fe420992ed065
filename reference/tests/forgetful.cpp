// SPDX-License-Identifier: BSL-1.0
// A program without freeze_support.
#include <iostream>

#include "multiprocessing/multiprocessing.hpp"

int main() {
  multiprocessing::ProcessOptions options;
  options.start_method = multiprocessing::StartMethod::spawn;
  multiprocessing::Process child(options, [] {});
  try {
    child.start();
  } catch (const multiprocessing::AssertionError& error) {
    std::cout << error.what() << '\n';
    return multiprocessing::active_children().empty() && !child.pid() ? 0 : 1;
  }
  return 1;
}
