// SPDX-License-Identifier: BSL-1.0
// One process listens to many at once: to what they say through their pipes, and to their ends.
#include <iostream>
#include <string>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

void speak(std::string name, mp::Connection to) {
  for (int i = 1; i <= 3; ++i) to.send(name + " says " + std::to_string(i));
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  std::vector<mp::Connection> ears;
  std::vector<mp::Process> speakers;
  for (const char* name : {"Ada", "Grace", "Edsger"}) {
    auto [ear, mouth] = mp::Pipe(false);
    speakers.emplace_back(speak, name, mouth).start();
    mouth.close();  // the child has its own: its end is the end of the pipe now
    ears.push_back(ear);
  }
  int heard = 0;
  while (!ears.empty()) {
    const std::vector<mp::Waitable> objects(ears.begin(), ears.end());
    const auto ready = mp::wait(objects);
    // From the back, so that the indices of the others stay right.
    for (auto index = ready.rbegin(); index != ready.rend(); ++index) {
      try {
        std::cout << ears[*index].recv<std::string>() << '\n';
        ++heard;
      } catch (const mp::EOFError&) {
        ears.erase(ears.begin() + static_cast<std::ptrdiff_t>(*index));
      }
    }
  }
  for (auto& speaker : speakers) speaker.join();
  return heard == 9 ? 0 : 1;
}
