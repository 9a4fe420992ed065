// SPDX-License-Identifier: BSL-1.0
// The action of a barrier: how it is kept, and how it travels.
#pragma once

#include <memory>
#include <utility>

#include "multiprocessing/process.hpp"

namespace multiprocessing::detail {

/// What is done once in each pass, of forgotten type.
class BarrierAction {
 public:
  virtual ~BarrierAction() = default;
  virtual void run() = 0;
  virtual void save(OutputArchive& archive) const = 0;
};

using BarrierActionLoader = std::shared_ptr<BarrierAction> (*)(InputArchive&);

template <class F>
class BarrierActionOf final : public BarrierAction {
 public:
  explicit BarrierActionOf(F action) : action_(std::move(action)) {}
  void run() override { action_(); }
  void save(OutputArchive& archive) const override {
    save_code(archive, reinterpret_cast<void (*)()>(static_cast<BarrierActionLoader>(&BarrierActionOf::load)));
    save_target(archive, action_);
  }

 private:
  static std::shared_ptr<BarrierAction> load(InputArchive& archive) {
    return std::make_shared<BarrierActionOf>(load_target<F>(archive));
  }
  F action_;
};

}  // namespace multiprocessing::detail
