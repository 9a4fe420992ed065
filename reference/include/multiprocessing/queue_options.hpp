// SPDX-License-Identifier: BSL-1.0
// What can be said of a queue when it is made.
#pragma once

#include <cstddef>
#include <string>

namespace multiprocessing {

/// What the items of a queue travel through. Both promise the same; they differ in what they need and in how fast they
/// are.
enum class QueueTransport {
  automatic,  ///< a ring where processes can sleep on memory, a pipe elsewhere
  pipe,       ///< a pipe of the system: serves everywhere
  ring,       ///< shared memory: no system call as long as nobody must wait
};

/// What a queue is made with.
struct QueueOptions {
  std::size_t maxsize = 0;  ///< the largest number of items, put by anybody and not got; 0: without bound
  QueueTransport transport = QueueTransport::automatic;  ///< what the items travel through
  std::size_t ring_bytes = 64 * 1024;  ///< of a ring: rounded up to a power of two; a larger item travels in pieces
  std::string name = {};               ///< for what is said of the queue; "Queue-1", counted in the process, if empty
};

}  // namespace multiprocessing
