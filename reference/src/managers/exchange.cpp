// SPDX-License-Identifier: BSL-1.0
// Stored values, and the ways to make objects: what a thread knows while it reads and writes messages of a manager.
#include <cstring>

#include "multiprocessing/managers/served.hpp"

namespace multiprocessing::detail {
namespace {

thread_local Exchange* exchange = nullptr;
thread_local Packing* innermost_packing = nullptr;
thread_local Unpacking* innermost_unpacking = nullptr;

/// Complete before main begins, and constant before that: objects of static storage put themselves in.
constinit std::atomic<const Maker*> makers{nullptr};

}  // namespace

void save_bytes(OutputArchive& archive, const Bytes& bytes) {
  archive(static_cast<std::uint64_t>(bytes.size()));
  archive.saveBinary(bytes.data(), bytes.size());
}

void load_bytes(InputArchive& archive, Bytes& bytes) {
  std::uint64_t size = 0;
  archive(size);
  if (size > archive.remaining()) throw UnpicklingError("the message ends too early");
  bytes.resize(static_cast<std::size_t>(size));
  archive.loadBinary(bytes.data(), bytes.size());
}

Exchange::Scope::Scope(Exchange& current) noexcept : outer_(exchange) { exchange = &current; }
Exchange::Scope::~Scope() { exchange = outer_; }
Exchange* Exchange::current() noexcept { return exchange; }

bool operator<(const Stored& left, const Stored& right) noexcept {
  const auto size = left.bytes.size();
  if (size != right.bytes.size()) return size < right.bytes.size();
  return size > 0 && std::memcmp(left.bytes.data(), right.bytes.data(), size) < 0;
}

void Stored::save(OutputArchive& archive) const {
  save_bytes(archive, bytes);
  archive(ids);
  if (exchange == nullptr) return;
  for (const auto id : ids) exchange->sent(id);
}

void Stored::load(InputArchive& archive) {
  load_bytes(archive, bytes);
  archive(ids);
  kept.clear();
  if (ids.empty()) return;
  if (exchange == nullptr) throw UnpicklingError("objects of a manager where there is none");
  for (const auto id : ids) kept.push_back(exchange->arrived(id));
}

Packing::Packing(const void* server, Stored& into) noexcept : server_(server), into_(into), outer_(innermost_packing) {
  innermost_packing = this;
}
Packing::~Packing() { innermost_packing = outer_; }

bool Packing::note(const void* server, ObjectId id, const std::shared_ptr<void>& kept) {
  if (innermost_packing == nullptr || innermost_packing->server_ != server) return false;
  innermost_packing->into_.ids.push_back(id);
  innermost_packing->into_.kept.push_back(kept);
  return true;
}

Unpacking::Unpacking(const Stored& from) noexcept : from_(from), outer_(innermost_unpacking) {
  innermost_unpacking = this;
}
Unpacking::~Unpacking() { innermost_unpacking = outer_; }

std::shared_ptr<void> Unpacking::find(ObjectId id) noexcept {
  if (innermost_unpacking == nullptr) return nullptr;
  const auto& from = innermost_unpacking->from_;
  for (std::size_t i = 0; i < from.ids.size() && i < from.kept.size(); ++i) {
    if (from.ids[i] == id) return from.kept[i];
  }
  return nullptr;
}

Maker::Maker(std::string its_key, const std::type_info& its_type,
             std::shared_ptr<void> (*its_make)(InputArchive&)) noexcept
    : key(std::move(its_key)), type(&its_type), make(its_make), next(makers.load()) {
  while (!makers.compare_exchange_weak(next, this)) {
  }
}

const Maker* find_maker(std::string_view key) noexcept {
  for (const auto* maker = makers.load(); maker != nullptr; maker = maker->next) {
    if (maker->key == key) return maker;
  }
  return nullptr;
}

}  // namespace multiprocessing::detail
