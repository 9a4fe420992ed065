// SPDX-License-Identifier: BSL-1.0
// SharedHeap: Boost's allocation algorithm over shared bytes, under a lock of this library that knows its owner.
#include "multiprocessing/shared_heap.hpp"

#include <atomic>
#include <boost/interprocess/managed_external_buffer.hpp>

#include "hand_off.hpp"
#include "multiprocessing/shared_bytes.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {

struct alignas(SharedBytes::alignment) SharedHeapMemory {
  std::atomic<std::uint32_t> changing;  // not zero while the heap's own structure is not whole
  std::atomic<std::uint64_t> root;      // an offset; zero, which is this, means none
};

namespace {

namespace interprocess = boost::interprocess;
// Without Boost's mutex: one that a killed process leaves locked would stop everybody for ever.
using Heap =
    interprocess::basic_managed_external_buffer<char, interprocess::rbtree_best_fit<interprocess::null_mutex_family>,
                                                interprocess::iset_index>;

constexpr std::size_t least_bytes = 1024;

/// The heaps of this process, by where they begin. Places are taken and left by one store each and never freed, so that
/// a forked child finds the list whole.
struct Place {
  std::atomic<const SharedHeapMemory*> begins{nullptr};
  std::atomic<SharedHeapState*> state{nullptr};
  std::atomic<bool> taken{false};
  Place* next = nullptr;
};
std::atomic<Place*> first_place{nullptr};

Place& take_place() {
  for (auto* each = first_place.load(); each != nullptr; each = each->next) {
    if (!each->taken.exchange(true)) return *each;
  }
  auto* const made = new Place;
  made->taken = true;
  made->next = first_place.load();
  while (!first_place.compare_exchange_weak(made->next, made)) {
  }
  return *made;
}

SharedHeapState& state_of(const SharedHeapMemory* heap) {
  for (auto* each = first_place.load(); each != nullptr; each = each->next) {
    if (each->begins.load() == heap) return *each->state.load();
  }
  throw ValueError("this process has no SharedHeap there");
}

}  // namespace

struct SharedHeapState {
  SharedHeapState(SharedBytes its_bytes, RLock its_lock, bool is_new)
      : bytes(std::move(its_bytes)), lock(std::move(its_lock)), heap(is_new ? made() : opened()), place(take_place()) {
    place.state = this;
    place.begins = &memory();
  }
  SharedHeapState(const SharedHeapState&) = delete;
  SharedHeapState& operator=(const SharedHeapState&) = delete;
  ~SharedHeapState() {
    place.begins = nullptr;
    place.taken = false;
  }

  void save(OutputArchive& archive, HandOff&) const { archive(lock), bytes.save(archive, "a SharedHeap"); }
  static std::shared_ptr<SharedHeapState> load(InputArchive& archive, TakeOver&) {
    RLock lock;
    SharedBytes bytes;
    archive(lock);
    bytes.load(archive, "a SharedHeap");
    return std::make_shared<SharedHeapState>(std::move(bytes), std::move(lock), false);
  }

  [[nodiscard]] SharedHeapMemory& memory() const { return *reinterpret_cast<SharedHeapMemory*>(bytes.data()); }

  const SharedBytes bytes;
  RLock lock;
  Heap heap;
  Place& place;

 private:
  [[nodiscard]] std::byte* start() const { return bytes.data() + sizeof(SharedHeapMemory); }
  [[nodiscard]] std::size_t room() const { return bytes.size() - sizeof(SharedHeapMemory); }
  [[nodiscard]] Heap made() const {
    ::new (bytes.data()) SharedHeapMemory{};
    return Heap(interprocess::create_only, start(), room());
  }
  [[nodiscard]] Heap opened() const { return Heap(interprocess::open_only, start(), room()); }
};

namespace {

/// The heap's structure changes while this lives, under its lock. Whoever is killed meanwhile leaves the mark.
class Change {
 public:
  explicit Change(SharedHeapState& state) : state_(state) {
    state_.lock.lock();
    state_.memory().changing = 1;
  }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;
  ~Change() {
    state_.memory().changing = 0;
    state_.lock.unlock();
  }

 private:
  SharedHeapState& state_;
};

}  // namespace

void* allocate_shared(SharedHeapMemory* heap, std::size_t size, std::size_t alignment) {
  auto& state = state_of(heap);
  const Change change(state);
  void* const data =
      state.heap.allocate_aligned(std::max<std::size_t>(size, 1), std::max(alignment, sizeof(void*)), std::nothrow);
  if (data == nullptr) throw std::bad_alloc();
  return data;
}

void deallocate_shared(SharedHeapMemory* heap, void* data) noexcept {
  if (data == nullptr) return;
  try {
    auto& state = state_of(heap);
    const Change change(state);
    state.heap.deallocate(data);
  } catch (const std::exception&) {
    // A user of the heap has died, or this process has given the heap up: it stays allocated.
  }
}

}  // namespace detail

using detail::live;

SharedHeap::SharedHeap(std::size_t size) {
  if (size < detail::least_bytes) throw ValueError("a SharedHeap has at least 1024 bytes");
  state_ = std::make_shared<detail::SharedHeapState>(detail::SharedBytes(size), RLock(), true);
}

detail::SharedHeapMemory* SharedHeap::memory() const { return &live(state_, "SharedHeap")->memory(); }

std::uint64_t SharedHeap::offset(const void* object) const {
  const auto* const start = live(state_, "SharedHeap")->bytes.data();
  const auto* const place = static_cast<const std::byte*>(object);
  if (std::less<>()(place, start) || !std::less<>()(place, start + size())) {
    throw ValueError("the object is not in this SharedHeap");
  }
  return static_cast<std::uint64_t>(place - start);
}

void* SharedHeap::place(std::uint64_t offset) const {
  if (offset >= size()) throw ValueError("the offset is not in this SharedHeap");
  return live(state_, "SharedHeap")->bytes.data() + offset;
}

void SharedHeap::set_root(const void* object) const { memory()->root = object == nullptr ? 0 : offset(object); }

void* SharedHeap::root_place() const {
  const auto at = memory()->root.load();
  return at == 0 ? nullptr : place(at);
}

Synchronized<SharedHeap, RLock> SharedHeap::synchronize() const { return {*this, live(state_, "SharedHeap")->lock}; }

void SharedHeap::recover(const std::function<bool()>& check) const {
  auto& state = *live(state_, "SharedHeap");
  try {
    const std::lock_guard nobody_died(state.lock);
    return;
  } catch (const OwnerDiedError&) {
    if (state.memory().changing != 0) {
      throw OwnerDiedError("a process died while it allocated from this SharedHeap, which is lost");
    }
    if (!check()) throw OwnerDiedError("a process died in this SharedHeap, and the check finds it damaged");
  }
  state.lock.recover();
}

std::size_t SharedHeap::size() const { return live(state_, "SharedHeap")->bytes.size(); }

std::size_t SharedHeap::free_bytes() const {
  auto& state = *live(state_, "SharedHeap");
  const std::lock_guard guard(state.lock);
  return state.heap.get_free_memory();
}

void SharedHeap::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "a SharedHeap", live(state_, "SharedHeap"));
}
void SharedHeap::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::SharedHeapState>(archive, "a SharedHeap");
}

}  // namespace multiprocessing
