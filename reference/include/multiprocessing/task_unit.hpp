// SPDX-License-Identifier: BSL-1.0
// What a worker is given at once: a function and one or more things to call it with.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "multiprocessing/completion.hpp"
#include "multiprocessing/pool_options.hpp"
#include "multiprocessing/worker_requests.hpp"

namespace multiprocessing::detail {

/// Some calls of one apply or map. Ends by finish(), fail() or run(), once.
class Unit {
 public:
  virtual ~Unit() = default;
  virtual void begin() noexcept {}
  virtual void fail(const std::exception_ptr& error) = 0;
  /// With what a worker in another process answered.
  virtual void finish(std::span<const std::byte>) {}
  /// In this process.
  virtual void run() {}

  Bytes request;                // what the worker reads; empty where threads are the workers
  const void* group = nullptr;  // the Completion that it belongs to, if there is one
  TaskOptions options;
  int attempts = 0;   // by workers that died of it
  int not_begun = 0;  // how often it was given to a worker that died before it began
};

/// Knows where the outcomes go.
template <class R>
class UnitOf : public Unit {
 public:
  UnitOf(std::shared_ptr<Sink<R>> sink, std::size_t first, std::size_t count)
      : sink_(std::move(sink)), next_(first), end_(first + count) {}

  void begin() noexcept override { sink_->begin(); }
  void fail(const std::exception_ptr& error) override {
    while (left()) deliver({{}, error});
  }

 protected:
  void deliver(Outcome<R> outcome) { sink_->deliver(next_++, std::move(outcome)); }
  [[nodiscard]] bool left() const noexcept { return next_ < end_; }

 private:
  std::shared_ptr<Sink<R>> sink_;
  std::size_t next_;
  std::size_t end_;
};

/// Runs in another process.
template <class R>
class UnitThere final : public UnitOf<R> {
 public:
  using UnitOf<R>::UnitOf;
  void finish(std::span<const std::byte> reply) override {
    try {
      InputArchive archive(reply);
      while (this->left()) this->deliver(read_outcome<R>(archive));
    } catch (...) {
      this->fail(std::current_exception());
    }
  }
};

/// Runs in a thread of this process.
template <class R, class F, class Item, bool Spread>
class UnitHere final : public UnitOf<R> {
 public:
  UnitHere(std::shared_ptr<Sink<R>> sink, std::size_t first, F target, std::vector<Item> items)
      : UnitOf<R>(std::move(sink), first, items.size()), target_(std::move(target)), items_(std::move(items)) {}

  void run() override {
    for (std::size_t i = 0; i < items_.size(); ++i) this->deliver(call(i));
  }

 private:
  Outcome<R> call(std::size_t i) {
    try {
      Item item = std::move(items_[i]);
      if constexpr (std::is_void_v<R>) {
        call_with<Spread>(target_, std::move(item));
        return {std::monostate(), {}};
      } else {
        return {call_with<Spread>(target_, std::move(item)), {}};
      }
    } catch (...) {
      return {{}, std::current_exception()};
    }
  }

  F target_;
  std::vector<Item> items_;
};

}  // namespace multiprocessing::detail
