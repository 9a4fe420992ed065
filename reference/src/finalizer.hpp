// SPDX-License-Identifier: BSL-1.0
// Something that is done once: by hand, when its owner goes, or at the end of the process, whichever comes first.
#pragma once

#include <functional>
#include <memory>
#include <optional>

namespace multiprocessing::detail {

/// Order at the end of a process: pools 15, queues and proxies 10, what has a name in the system 0; then daemons are
/// terminated and children joined; then what is below 0.
class Finalizer {
 public:
  Finalizer() noexcept = default;
  /// Without a priority it is not run at the end of the process.
  explicit Finalizer(std::function<void()> callback, std::optional<int> exit_priority);
  Finalizer(Finalizer&& other) noexcept = default;
  Finalizer& operator=(Finalizer&& other) noexcept;
  /// Runs it, if nobody has. What it throws ends here.
  ~Finalizer();

  /// Runs it. False if it has been run or cancelled, or belongs to the process that forked this one. Another thread
  /// that is running it is waited for.
  bool run();
  /// It is never run, unless it is running already.
  void cancel() noexcept;
  [[nodiscard]] bool still_active() const noexcept;

 private:
  struct State;
  friend class FinalizerRegister;
  std::shared_ptr<State> state_;
};

/// Runs what has a priority of at least `lowest`, higher first, newest first; all that have one if none is given.
/// `report` is told what one of them threw.
void run_finalizers(std::optional<int> lowest, const std::function<void(const std::exception&)>& report);

}  // namespace multiprocessing::detail
