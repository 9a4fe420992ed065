// SPDX-License-Identifier: BSL-1.0
// A program without freeze_support. Its argument is the start method that it tries; where that does not work, 77.
#include <algorithm>
#include <iostream>

#include "multiprocessing/multiprocessing.hpp"

int main(int argc, char** argv) {
  multiprocessing::ProcessOptions options;
  options.start_method = multiprocessing::start_method_from(argc > 1 ? argv[1] : "spawn");
  const auto methods = multiprocessing::get_all_start_methods();
  if (std::ranges::find(methods, *options.start_method) == methods.end()) return 77;
  multiprocessing::Process child(options, [] {});
  try {
    child.start();
  } catch (const multiprocessing::AssertionError& error) {
    std::cout << error.what() << '\n';
    return multiprocessing::active_children().empty() && !child.pid() ? 0 : 1;
  }
  return 1;
}
