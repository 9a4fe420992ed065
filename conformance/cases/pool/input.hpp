// SPDX-License-Identifier: BSL-1.0
// An input that counts up without an end, or until it fails.
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>

namespace conformance {

struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Failing {
 public:
  /// \param fail_at  The number that cannot be read; never if it is negative.
  explicit Failing(int fail_at) : fail_at_(fail_at) {}

  class iterator {
   public:
    using value_type = int;
    using difference_type = std::ptrdiff_t;
    explicit iterator(const Failing* of) : of_(of) {}
    int operator*() const {
      if (at_ == of_->fail_at_) throw InputError("the input fails");
      *of_->read_ = at_ + 1;
      return at_;
    }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    void operator++(int) { ++at_; }
    bool operator==(const iterator&) const { return false; }

   private:
    const Failing* of_;
    int at_ = 0;
  };

  [[nodiscard]] iterator begin() const { return iterator(this); }
  [[nodiscard]] iterator end() const { return iterator(this); }
  /// How many numbers have been read.
  [[nodiscard]] int read() const { return *read_; }

 private:
  int fail_at_;
  std::shared_ptr<int> read_ = std::make_shared<int>(0);
};

}  // namespace conformance
