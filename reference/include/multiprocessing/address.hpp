// SPDX-License-Identifier: BSL-1.0
// Where a Listener listens, and a Client connects to.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing {

/// AF_INET (IPv6 too), AF_UNIX and AF_PIPE of Python.
enum class Family { inet, unix_socket, pipe };

/// A port of a host; 0 lets the system choose one.
struct InetAddress {
  std::string host;        ///< a name or a number: "localhost", "::1"
  std::uint16_t port = 0;  ///< 0: a free one
  /// The same, letter by letter.
  bool operator==(const InetAddress&) const = default;
  /// How it travels.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(host, port);
  }
};

/// The path of a socket. One that begins with a zero byte is a name of Linux's abstract namespace.
struct UnixAddress {
  std::string path;  ///< of the socket
  /// The same, letter by letter.
  bool operator==(const UnixAddress&) const = default;
  /// How it travels.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(path);
  }
};

/// The name of a pipe of Windows: `\\.\pipe\NAME`.
struct PipeAddress {
  std::string name;  ///< all of it, with what it begins with
  /// The same, letter by letter.
  bool operator==(const PipeAddress&) const = default;
  /// How it travels.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name);
  }
};

/// One of the three. It can be sent, compared and printed, and is made of text as well:
/// "localhost:5000", "[::1]:5000" (a port), "/run/me/socket", "./socket" (a path), "@name" (an abstract name),
/// `\\.\pipe\name`.
///
/// Promises ADDRESS-TEXT
/// Source   CPython 3.14 docs, library/multiprocessing, Address Formats
/// Differs  Python takes a pair for a port; text without a slash that ends in ":" and a number is a port here.
class Address {
 public:
  /// A free port of no host: to be assigned or loaded.
  Address() = default;
  ///@{
  /// One of the three.
  Address(InetAddress inet) : value_(std::move(inet)) {}
  Address(UnixAddress path) : value_(std::move(path)) {}
  Address(PipeAddress pipe) : value_(std::move(pipe)) {}
  ///@}
  ///@{
  /// Made of text.
  ///
  /// Errors   ValueError if the text is empty, or its port is no number below 65536.
  Address(std::string_view text);
  Address(const std::string& text) : Address(std::string_view(text)) {}
  Address(const char* text) : Address(std::string_view(text)) {}
  ///@}

  /// Which of the three it is.
  [[nodiscard]] Family family() const noexcept { return static_cast<Family>(value_.index()); }
  /// Its parts.
  [[nodiscard]] const std::variant<InetAddress, UnixAddress, PipeAddress>& value() const noexcept { return value_; }
  /// What makes the same address again.
  [[nodiscard]] std::string to_string() const;

  /// The same, letter by letter.
  bool operator==(const Address&) const = default;
  /// How it travels.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(value_);
  }

 private:
  std::variant<InetAddress, UnixAddress, PipeAddress> value_;
};

std::ostream& operator<<(std::ostream& out, const Address& address);

/// What a Listener can listen on here, the fastest last, as in Python; the last is the default.
///
/// Source   CPython 3.14 Lib/multiprocessing/connection.py, families, default_family
[[nodiscard]] std::vector<Family> families();
[[nodiscard]] Family default_family();

}  // namespace multiprocessing
