// SPDX-License-Identifier: BSL-1.0
// Objects that this process made in the system and must take away again by their names, and that the tracker takes away
// if this process is killed.
#pragma once

#include <string>

#include "posix/name_table.hpp"

namespace multiprocessing::platform {

/// A name for an object that is about to be made. What becomes of it without made() is that it never was.
class new_name {
 public:
  /// `stay` is if_made for a name that somebody else may have.
  new_name(name_kind kind, std::string name, name_stay stay = name_stay::with_its_maker);
  ~new_name();
  new_name(const new_name&) = delete;
  new_name& operator=(const new_name&) = delete;

  [[nodiscard]] const std::string& text() const noexcept { return name_; }
  /// The object is there, and goes when unlink_own_name is called, or when this process ends.
  void made();

 private:
  const name_kind kind_;
  const std::string name_;
  const name_stay stay_;
  name_entry* entry_;
  bool made_ = false;
};

/// Takes the object away if this process made it; a forked child's copy of the object does nothing.
void unlink_own_name(const std::string& name);
/// For a process that ends without destructors.
void unlink_own_names();

}  // namespace multiprocessing::platform
