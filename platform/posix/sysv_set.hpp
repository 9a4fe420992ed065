// SPDX-License-Identifier: BSL-1.0
// Sets of System V semaphores, which the system knows by a number and keeps until somebody removes them.
#pragma once

#include <sys/ipc.h>
#include <sys/sem.h>
#include <memory>
#include <span>
#include <string>

#include "platform/clock.hpp"
#include "platform/error.hpp"

namespace multiprocessing::platform {

/// Whoever made the set removes it, by destroying this object or by ending, and those who still use it then get an
/// error that says so. A forked copy removes nothing. Those of a killed process are found by their random keys.
class sysv_set {
 public:
  /// What every system lets one semaphore count to (SEMVMX).
  static constexpr unsigned short largest = 32767;

  static result<std::unique_ptr<sysv_set>> make(std::span<unsigned short> values);
  static result<std::unique_ptr<sysv_set>> attach(const std::string& name);
  ~sysv_set();
  sysv_set(const sysv_set&) = delete;
  sysv_set& operator=(const sysv_set&) = delete;

  /// The number, for handing over.
  [[nodiscard]] std::string name() const { return std::to_string(id_); }

  /// All operations in one step, waiting until they can be done. False, and nothing is done, if the deadline passed.
  result<bool> operate(std::span<sembuf> operations, const deadline& until) const;
  [[nodiscard]] result<unsigned> value(int index) const;

 private:
  sysv_set(int id, std::string key) : id_(id), key_(std::move(key)) {}

  int id_;
  std::string key_;  // empty unless made by this process, or by the one that it was forked from
};

}  // namespace multiprocessing::platform
