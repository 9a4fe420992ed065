// SPDX-License-Identifier: BSL-1.0
// Reference: what keeps an object in a manager's server alive, and calls of its methods.
#pragma once

#include <memory>
#include <string>

#include "multiprocessing/managers/served.hpp"

namespace multiprocessing {

namespace detail {
struct Link;

/// One reference to one object of one server; the object lives at least as long.
class Reference {
 public:
  Reference(std::shared_ptr<Link> link, ObjectId id) noexcept;
  ~Reference();
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  [[nodiscard]] const std::shared_ptr<Link>& link() const noexcept { return link_; }
  [[nodiscard]] ObjectId id() const noexcept { return id_; }

 private:
  friend struct Link;
  std::shared_ptr<Link> link_;
  ObjectId id_;
};

/// What tells one server from another, for pack().
[[nodiscard]] const void* server_of(const Reference& reference) noexcept;

/// A call that this thread makes. Throws what the method threw, EOFError if the server has gone.
class Call final : public Exchange {
 public:
  explicit Call(const std::shared_ptr<Link>& link) noexcept : link_(link) {}
  [[nodiscard]] Bytes make(ObjectId id, std::string method, Bytes arguments);
  std::shared_ptr<void> arrived(ObjectId id) override;
  void sent(ObjectId) override {}

 private:
  std::shared_ptr<Link> link_;
};

}  // namespace detail

}  // namespace multiprocessing
