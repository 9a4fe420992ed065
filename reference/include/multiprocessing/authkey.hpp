// SPDX-License-Identifier: BSL-1.0
// The secret by which processes of one family know each other.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing {

/// Secret bytes, which are overwritten when the object goes. It travels to a child at its start, and in no message:
/// UnpicklableError.
///
/// Promises AUTHKEY-NOT-SENT
/// Source   CPython 3.14, Lib/multiprocessing/process.py, AuthenticationString
/// Differs  Python's is a bytes object and is not overwritten.
class AuthenticationKey {
 public:
  /// An empty key.
  AuthenticationKey() = default;
  /// Those bytes.
  explicit AuthenticationKey(std::span<const std::byte> bytes) : bytes_(bytes.begin(), bytes.end()) {}
  /// The bytes of the text.
  explicit AuthenticationKey(std::string_view text) : AuthenticationKey(std::as_bytes(std::span(text))) {}
  ///@{
  /// Each copy has bytes of its own, which it overwrites.
  AuthenticationKey(const AuthenticationKey& other) = default;
  AuthenticationKey(AuthenticationKey&& other) noexcept = default;
  AuthenticationKey& operator=(AuthenticationKey other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  ///@}
  ~AuthenticationKey();

  /// The secret itself, as long as the key lives.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
  /// Whether the bytes are the same. Not in constant time: it is no way to let anybody in.
  friend bool operator==(const AuthenticationKey& left, const AuthenticationKey& right) noexcept {
    return left.bytes_ == right.bytes_;
  }

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::vector<std::byte> bytes_;
};

/// The key of this process: 32 random bytes in the main process, if none was set; in a child that of its parent, as it
/// was when the Process was made.
///
/// Errors   UnsupportedError or OSError if the system gives no random bytes.
/// Threads  Safe to call from several threads at once.
/// Fork     A forked child has the key of its parent.
///
/// Promises AUTHKEY-RANDOM, PROCESS-AUTHKEY
/// Source   CPython 3.14 docs, library/multiprocessing, Process.authkey
[[nodiscard]] AuthenticationKey authkey();

/// Sets the key of this process, for what it makes from now on. An empty key is a key.
///
/// Threads  Safe to call from several threads at once.
void set_authkey(AuthenticationKey key);

}  // namespace multiprocessing
