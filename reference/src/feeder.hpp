// SPDX-License-Identifier: BSL-1.0
// The thread that carries what a process has put into a queue to its transport, so that put never waits for a reader.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "fork_aware.hpp"
#include "queue_ledger.hpp"
#include "transport.hpp"

namespace multiprocessing::detail {

class Feeder final : public ForkAware, public std::enable_shared_from_this<Feeder> {
 public:
  Feeder(std::shared_ptr<Transport> transport, std::shared_ptr<QueueLedger> ledger);
  ~Feeder() override;

  /// Sends the message at once if nothing is before it and the transport has room; else takes it, and the first one
  /// starts the thread. OSError if no thread can be had: nothing is taken then.
  void put(Bytes message);
  /// Whether this process has ever put anything.
  [[nodiscard]] bool used() const;
  /// Lets the thread end when everything has been sent; it closes the writing end of the transport.
  void finish();
  /// Waits until the thread has ended, unless nobody shall.
  void join();
  /// From now on nobody waits for this thread, and the end of the process may lose what it holds.
  void cancel_join();

  /// At the end of the process: waits until everything that was put into any queue has been sent, and shows meanwhile
  /// what is left. `name` is for the line that tells people which process cannot end because nobody reads.
  static void flush_all(const std::string& name);

  void after_fork_in_child() noexcept override;

 private:
  // What a forked child begins anew, since the thread is not there.
  struct Local {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Bytes> messages;
    std::size_t in_flight = 0;
    std::uint64_t bytes = 0;  // of what is waiting and in flight
    bool used = false;
    bool started = false;
    bool finishing = false;
    bool ended = false;
    bool cancelled = false;
  };

  void run();
  void flush(const std::string& name);

  std::shared_ptr<Transport> transport_;
  std::shared_ptr<QueueLedger> ledger_;
  std::unique_ptr<Local> local_;
};

}  // namespace multiprocessing::detail
