// SPDX-License-Identifier: BSL-1.0
// What a pool and its workers say to each other, in the messages of one Connection for each worker.
#pragma once

#include <cstddef>

namespace multiprocessing::detail {

/// The first byte of what the pool says. A request comes in pieces that an empty channel has room for, and the worker
/// answers each but the last: so the pool never waits for a worker that does not read.
enum class ToWorker : unsigned char {
  piece,  // of a request; more follow
  last,   // the last piece of a request
  end     // no more: the worker ends
};

/// The first byte of what a worker says.
enum class FromWorker : unsigned char {
  ready,         // the initializer has returned
  not_ready,     // the initializer has thrown, what follows; the worker ends
  more,          // the answer to a piece
  done,          // the outcomes of a request follow
  done_and_gone  // the same, and the worker ends
};

}  // namespace multiprocessing::detail
