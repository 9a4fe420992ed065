// SPDX-License-Identifier: BSL-1.0
// Values as the containers of a manager keep them: bytes, and the managed objects that the bytes name.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

/// Bytes in one piece, and not each by itself as cereal would.
void save_bytes(OutputArchive& archive, const Bytes& bytes);
void load_bytes(InputArchive& archive, Bytes& bytes);

using ObjectId = std::uint64_t;  // within one server, never used again; zero is none

/// A value that a server keeps without knowing its type. Two are equal if their bytes are.
struct Stored {
  Bytes bytes;
  std::vector<ObjectId> ids;                // the objects whose proxies are in the value
  std::vector<std::shared_ptr<void>> kept;  // what keeps them alive, on this side

  friend bool operator==(const Stored& left, const Stored& right) noexcept { return left.bytes == right.bytes; }
  /// Some order, which says nothing of the values.
  friend bool operator<(const Stored& left, const Stored& right) noexcept;

  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);
};

/// What a thread does with the objects of a manager while it writes or reads a message: a server that serves a call, or
/// a client that makes one. Outside of both there is none.
class Exchange {
 public:
  class Scope {
   public:
    explicit Scope(Exchange& exchange) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Exchange* outer_;
  };
  [[nodiscard]] static Exchange* current() noexcept;

  /// An id has arrived: what keeps its object alive on this side from now on.
  [[nodiscard]] virtual std::shared_ptr<void> arrived(ObjectId id) = 0;
  /// An id is sent: the other side may keep its object alive.
  virtual void sent(ObjectId id) = 0;

 protected:
  ~Exchange() = default;
};

/// The proxies that are written into a Stored are noted in it, and none is lent by the way.
class Packing {
 public:
  Packing(const void* server, Stored& into) noexcept;
  ~Packing();
  Packing(const Packing&) = delete;
  Packing& operator=(const Packing&) = delete;
  /// True if the object is of the server that the value goes to: it has been noted.
  static bool note(const void* server, ObjectId id, const std::shared_ptr<void>& kept);

 private:
  const void* server_;
  Stored& into_;
  Packing* outer_;
};

/// The proxies that are read from a Stored find there what keeps their objects alive.
class Unpacking {
 public:
  explicit Unpacking(const Stored& from) noexcept;
  ~Unpacking();
  Unpacking(const Unpacking&) = delete;
  Unpacking& operator=(const Unpacking&) = delete;
  [[nodiscard]] static std::shared_ptr<void> find(ObjectId id) noexcept;

 private:
  const Stored& from_;
  Unpacking* outer_;
};

template <class T>
Stored pack(const void* server, const T& value) {
  Stored stored;
  const Packing packing(server, stored);
  stored.bytes = dumps(value);
  return stored;
}

template <class T>
T unpack(const Stored& stored) {
  const Unpacking unpacking(stored);
  return loads<T>(stored.bytes);
}

}  // namespace multiprocessing::detail
