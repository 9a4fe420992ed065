// SPDX-License-Identifier: BSL-1.0
// The objects of a server, and who refers to them.
#include "object_table.hpp"

#include "multiprocessing/remote_error.hpp"

namespace multiprocessing::detail {

Served::Served(std::shared_ptr<ObjectTable> its_table, ObjectId its_id, std::shared_ptr<void> its_object,
               std::shared_ptr<const TypeEntry> its_type)
    : table(std::move(its_table)), id(its_id), object(std::move(its_object)), type(std::move(its_type)) {}

Served::~Served() {
  const std::lock_guard guard(table->mutex_);
  table->objects_.erase(id);
  const auto found = table->by_object_.find(object.get());
  if (found != table->by_object_.end() && found->second.expired()) table->by_object_.erase(found);
}

void Claims::add(const ServedPointer& served) {
  const std::lock_guard guard(mutex_);
  auto& claim = claims_[served->id];
  claim.served = served;
  ++claim.count;
}

ServedPointer Claims::remove(ObjectId id) {
  const std::lock_guard guard(mutex_);
  const auto found = claims_.find(id);
  if (found == claims_.end()) return nullptr;
  auto served = found->second.served;
  if (--found->second.count == 0) claims_.erase(found);
  return served;
}

void Claims::add_all(const Claims& other) {
  std::map<ObjectId, Claim> theirs;
  {
    const std::lock_guard guard(other.mutex_);
    theirs = other.claims_;
  }
  const std::lock_guard guard(mutex_);
  for (const auto& [id, claim] : theirs) {
    auto& mine = claims_[id];
    mine.served = claim.served;
    mine.count += claim.count;
  }
}

ServedPointer ObjectTable::put(std::shared_ptr<void> object, std::shared_ptr<const TypeEntry> type) {
  ServedPointer known;  // let go after the mutex is free: it may be the last reference by now
  const std::lock_guard guard(mutex_);
  // The same object again, returned by a method once more for example, is not another one.
  auto& same = by_object_[object.get()];
  known = same.lock();
  if (known && known->type == type) return known;
  auto served = std::make_shared<Served>(shared_from_this(), ++last_id_, std::move(object), std::move(type));
  objects_[served->id] = served;
  same = served;
  return served;
}

ServedPointer ObjectTable::find(ObjectId id) {
  {
    const std::lock_guard guard(mutex_);
    const auto found = objects_.find(id);
    if (found != objects_.end()) {
      if (auto served = found->second.lock()) return served;
    }
  }
  throw RemoteError("", "the manager has no object " + std::to_string(id) + ": the last proxy of it has gone", "");
}

std::size_t ObjectTable::count() {
  const std::lock_guard guard(mutex_);
  return objects_.size();
}

std::shared_ptr<Session> ObjectTable::session(const Bytes& name) {
  const std::lock_guard guard(mutex_);
  std::erase_if(sessions_, [](const auto& known) { return known.second.expired(); });
  auto& place = sessions_[std::string(reinterpret_cast<const char*>(name.data()), name.size())];
  auto session = place.lock();
  if (!session) place = session = std::make_shared<Session>();
  return session;
}

}  // namespace multiprocessing::detail
