// SPDX-License-Identifier: BSL-1.0
// The objects of a server, and who refers to them: sessions of clients, proxies on the way, and other objects.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "multiprocessing/dummy/held.hpp"
#include "multiprocessing/managers/served.hpp"

namespace multiprocessing::detail {

class ObjectTable;

/// An object with its id. It leaves the table when the last reference to it goes.
struct Served {
  Served(std::shared_ptr<ObjectTable> its_table, ObjectId its_id, std::shared_ptr<void> its_object,
         std::shared_ptr<const TypeEntry> its_type);
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served();

  const std::shared_ptr<ObjectTable> table;
  const ObjectId id;
  const std::shared_ptr<void> object;
  const std::shared_ptr<const TypeEntry> type;
};
using ServedPointer = std::shared_ptr<Served>;

/// Objects with the number of references to each: those of a session, or those on the way.
class Claims {
 public:
  void add(const ServedPointer& served);
  /// Takes one reference away. The caller destroys what is returned: the last reference to an object ends it.
  [[nodiscard]] ServedPointer remove(ObjectId id);
  void add_all(const Claims& other);

 private:
  struct Claim {
    ServedPointer served;
    std::uint64_t count = 0;
  };
  mutable std::mutex mutex_;
  std::map<ObjectId, Claim> claims_;
};

/// A client process. It ends, and lets go of everything, with the last of its connections.
struct Session {
  Claims claims;
  dummy::detail::Holder holder;  // of the locks that its threads take
};

/// An exchange that can put objects into a table: a server's.
class ObjectServer : public Exchange {
 public:
  [[nodiscard]] virtual std::pair<ObjectId, std::shared_ptr<void>> serve_object(std::shared_ptr<void> object,
                                                                                const std::type_info& type) = 0;

 protected:
  ~ObjectServer() = default;
};

class ObjectTable : public std::enable_shared_from_this<ObjectTable> {
 public:
  [[nodiscard]] ServedPointer put(std::shared_ptr<void> object, std::shared_ptr<const TypeEntry> type);
  /// Throws RemoteError if there is none.
  [[nodiscard]] ServedPointer find(ObjectId id);
  [[nodiscard]] std::size_t count();

  /// The session of that name, made if there is none.
  [[nodiscard]] std::shared_ptr<Session> session(const Bytes& name);

  Claims on_the_way;

 private:
  friend struct Served;
  std::mutex mutex_;
  ObjectId last_id_ = 0;
  std::map<ObjectId, std::weak_ptr<Served>> objects_;
  std::map<const void*, std::weak_ptr<Served>> by_object_;
  std::map<std::string, std::weak_ptr<Session>> sessions_;
};

}  // namespace multiprocessing::detail
