// SPDX-License-Identifier: BSL-1.0
// Must not compile when one of the REFUSED_ words is defined, and must without.
#include "multiprocessing/multiprocessing.hpp"

struct Secret {
  int* address = nullptr;
};

struct Large {
  long numbers[8];
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
#elif defined REFUSED_VALUE
  (void)multiprocessing::Value<std::string>("text").get();
#elif defined REFUSED_ARRAY
  (void)multiprocessing::Array<int*>(3).size();
#elif defined REFUSED_ATOMIC
  (void)multiprocessing::RawValue<std::atomic<Large>>(Large{});
#endif
}
