// SPDX-License-Identifier: BSL-1.0
// Second processes of a contract test: the test program itself, launched again to play a role.
//
//   const role give("give", [](arriving& given) {
//     semaphore& tokens = given.semaphore();
//     return value_of(tokens.release()) ? 0 : 1;
//   });
//   const auto child = give.launch(parcel().add(tokens));
//
// A launched process has its own memory, at other addresses, and attaches what it is given, which is what a system
// without fork offers and what many faults need to show. Where fork works, the same role can be played by a forked
// process, which uses its copies of the objects of the test.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support.hpp"

namespace contract {

/// One thing that is handed over: as words for a launched process, and as it is for a forked one.
struct parcel_item {
  std::vector<std::string> words;
  const void* original = nullptr;
};

/// What a role is given. What was added must outlive the call that starts the role.
class parcel {
 public:
  parcel& add(std::integral auto number) { return put({{std::to_string(number)}}); }
  parcel& add(std::string text) { return put({{std::move(text)}}); }
  parcel& add_handle(native_handle native);
  parcel& add(const checkpoint& both_ends);
  parcel& add(const placed_semaphore& made);
  parcel& add(const placed_lock& made);
  parcel& add(const placed_wait& made);
  template <class T>
  parcel& add(const shared<T>& object) {
    inherited_.push_back(object.native());
    return put({{std::to_string(object.native())}, &*object});
  }

  [[nodiscard]] const std::vector<parcel_item>& items() const { return items_; }
  [[nodiscard]] const std::vector<native_handle>& inherited() const { return inherited_; }

 private:
  parcel& put(parcel_item item);
  void append(std::vector<std::string>& words, const semaphore_transfer& from);

  std::vector<parcel_item> items_;
  std::vector<native_handle> inherited_;
};

/// The other side of a parcel: gives its things out in the order in which they were added. What it attaches lives as
/// long as it does. Whatever goes wrong is an exception.
class arriving {
 public:
  explicit arriving(std::vector<parcel_item> items) : items_(std::move(items)) {}
  ~arriving() {
    while (!kept_.empty()) kept_.pop_back();  // a semaphore before the memory that it uses
  }
  arriving(const arriving&) = delete;
  arriving& operator=(const arriving&) = delete;

  std::int64_t number();
  std::string text();
  native_handle native();
  contract::checkpoint& checkpoint();
  multiprocessing::platform::semaphore& semaphore();
  multiprocessing::platform::lock& lock();
  /// A word and how to wait on it.
  std::pair<std::atomic<std::uint32_t>&, address_wait&> wait();
  template <class T>
  T& object() {
    const parcel_item& item = next();
    return item.original != nullptr ? *own<T>(item.original) : map<T>(item.words.at(0));
  }
  /// True when everything has been taken out.
  [[nodiscard]] bool empty() const { return position_ == items_.size(); }

 private:
  const parcel_item& next();
  template <class T>
  static T* own(const void* original) {
    return static_cast<T*>(const_cast<void*>(original));  // this process's own copy
  }
  template <class T>
  T& map(const std::string& word) {
    return *reinterpret_cast<T*>(mapped(word, sizeof(T)));
  }
  std::byte* mapped(const std::string& word, std::size_t size);
  template <class T>
  T& keep(T* attached) {
    kept_.emplace_back(attached);
    return *attached;
  }

  std::vector<parcel_item> items_;
  std::size_t position_ = 0;
  std::vector<std::shared_ptr<void>> kept_;
};

/// A function that a second process runs; it ends with the code that the function returns, or with 99 after an
/// exception. Defined at namespace scope, so that the launched process finds it.
class role {
 public:
  using body = int (*)(arriving& given);

  role(const char* name, body plays);
  role(const role&) = delete;
  role& operator=(const role&) = delete;

  [[nodiscard]] std::unique_ptr<child_process> launch(const parcel& given = {}) const;
  [[nodiscard]] std::unique_ptr<child_process> fork(const parcel& given = {},
                                                    const std::vector<native_handle>& keep = {}) const;
  /// `way` is one of ways().
  [[nodiscard]] std::unique_ptr<child_process> start(const std::string& way, const parcel& given = {}) const;
  /// What launch() asks for.
  [[nodiscard]] launch_request request(const parcel& given = {}) const;

  [[nodiscard]] const std::string& name() const { return name_; }
  int play(arriving& given) const;

 private:
  std::string name_;
  body plays_;
};

/// How second processes can be made here: "launched", and "forked" where fork works.
[[nodiscard]] const std::vector<std::string>& ways();

}  // namespace contract
