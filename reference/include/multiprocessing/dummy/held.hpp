// SPDX-License-Identifier: BSL-1.0
// Who holds a lock among threads, and what becomes of the lock when the holder ends.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::dummy::detail {

/// What a Lock and an RLock are underneath.
class Held : public std::enable_shared_from_this<Held> {
 public:
  enum class Kind { plain, recursive };
  explicit Held(Kind kind) : kind_(kind) {}

  [[nodiscard]] bool acquire(const StopToken& stop, const Timeout& timeout);
  /// False if nobody holds it, or, if it is recursive, another thread does.
  [[nodiscard]] bool release();
  [[nodiscard]] bool locked();
  /// Whether who asks may let go of it: the thread that holds it if it is recursive, otherwise anybody.
  [[nodiscard]] bool held_here();
  void recover();
  /// For people: the type, and who holds it.
  [[nodiscard]] std::string described();

  /// For a condition: lets go of it however often it is held, and takes it back as often. OwnerDiedError, with the lock
  /// held all the same, if somebody ended with it meanwhile.
  [[nodiscard]] std::size_t release_all();
  void acquire_again(std::size_t depth);

  /// Which holding of it this is; zero while nobody holds it.
  [[nodiscard]] std::uint64_t term() const noexcept { return term_; }
  /// The holder of that term has ended with it.
  void abandon(std::uint64_t term);

 private:
  std::uint64_t begin_term(std::size_t depth);
  void note_holder(std::uint64_t term);

  const Kind kind_;
  Monitor monitor_;
  std::atomic<std::uint64_t> term_{0};
  std::uint64_t terms_ = 0;
  std::size_t depth_ = 0;
  std::thread::id thread_{};
  bool abandoned_ = false;
};

/// Somebody who holds locks, and whose end the locks survive: a thread, or whoever a thread acts for.
class Holder {
 public:
  Holder() = default;
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { end(); }

  void note(std::shared_ptr<Held> lock, std::uint64_t term);
  /// What is still held is abandoned.
  void end();
  /// The same for what this thread holds, before it ends.
  static void end_this_thread();

  /// What this thread takes is held by `holder` as long as the scope lasts.
  class Scope {
   public:
    explicit Scope(Holder& holder) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
  };

 private:
  struct Term {
    std::shared_ptr<Held> lock;
    std::uint64_t term;
  };
  std::mutex mutex_;
  std::vector<Term> terms_;  // some may be over: anybody may release a Lock
};

}  // namespace multiprocessing::dummy::detail
