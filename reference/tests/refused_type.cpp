// SPDX-License-Identifier: BSL-1.0
// Must not compile when one of the REFUSED_ words is defined, and must without.
#include "multiprocessing/multiprocessing.hpp"

struct Secret {
  int* address = nullptr;
};

[[maybe_unused]] static void use(multiprocessing::Connection& connection) {
  (void)connection.recv<int>();
#if defined REFUSED_SEND
  connection.send(Secret{});
#elif defined REFUSED_RECV
  (void)connection.recv<Secret>();
#elif defined REFUSED_QUEUE
  multiprocessing::Queue<Secret> queue;
  queue.put(Secret{});
#elif defined REFUSED_PROCESS
  multiprocessing::Process([](Secret) {}, Secret{}).start();
#endif
}
