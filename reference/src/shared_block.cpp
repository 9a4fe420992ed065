// SPDX-License-Identifier: BSL-1.0
// Small pieces of shared memory, cut from anonymous segments.
#include "shared_block.hpp"

#include <algorithm>
#include <boost/interprocess/managed_external_buffer.hpp>
#include <cstring>
#include <mutex>
#include <vector>

#include "fork_aware.hpp"
#include "platform/shared_memory.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

namespace interprocess = boost::interprocess;

// No mutex in the segment: only the process that made it allocates, under a mutex of its own, so that nobody who is
// killed can leave a locked one behind.
using Heap =
    interprocess::basic_managed_external_buffer<char, interprocess::rbtree_best_fit<interprocess::null_mutex_family>,
                                                interprocess::iset_index>;

constexpr std::size_t segment_bytes = 64 * 1024;
constexpr std::size_t overhead_bytes = 4096;  // more than what the heap keeps in a segment for itself
constexpr std::size_t line_bytes = 64;        // a block of its own cache line: waiters do not disturb neighbours

}  // namespace

/// One region. With a heap in the process that made it, without one where it was only mapped.
class Segment {
 public:
  explicit Segment(std::size_t size)
      : memory_(checked(platform::make_shared_memory(size))),
        heap_(interprocess::create_only, memory_.bytes().data(), memory_.bytes().size()),
        generation_(fork_generation()) {}
  Segment(platform::handle backing, std::size_t size)
      : memory_(checked(platform::map_shared_memory(std::move(backing), size))), generation_(~fork_generation()) {}

  [[nodiscard]] bool ours() const noexcept { return generation_ == fork_generation(); }
  void* allocate(std::size_t size) { return heap_.allocate_aligned(size, line_bytes, std::nothrow); }
  void deallocate(void* data) { heap_.deallocate(data); }
  [[nodiscard]] std::span<std::byte> bytes() const noexcept { return memory_.bytes(); }
  [[nodiscard]] platform::native_handle native() const noexcept { return memory_.native(); }

 private:
  platform::shared_memory memory_;
  Heap heap_;
  std::uint32_t generation_;
};

namespace {

class Arena final : public ForkAware {
 public:
  static Arena& of_process() {
    static auto& instance = *new Arena;
    return instance;
  }

  std::pair<std::shared_ptr<Segment>, void*> allocate(std::size_t size) {
    const std::lock_guard guard(mutex_);
    std::erase_if(segments_, [](const auto& segment) { return segment.expired(); });
    for (const auto& known : segments_) {
      if (auto segment = known.lock()) {
        if (void* data = segment->allocate(size)) return {std::move(segment), data};
      }
    }
    auto segment = std::make_shared<Segment>(std::max(segment_bytes, size + overhead_bytes));
    void* data = segment->allocate(size);
    if (data == nullptr) throw std::bad_alloc();
    segments_.push_back(segment);
    newest_ = segment;
    return {std::move(segment), data};
  }

  void deallocate(Segment& segment, void* data) {
    const std::lock_guard guard(mutex_);
    segment.deallocate(data);
  }

  void after_fork_in_child() noexcept override {
    abandon(mutex_);
    abandon(segments_);
    abandon(newest_);
  }

 private:
  Arena() { follow_forks(); }

  std::mutex mutex_;
  std::vector<std::weak_ptr<Segment>> segments_;
  std::shared_ptr<Segment>
      newest_;  // stays even while it is empty, so that one lock after another costs no system call
};

}  // namespace

SharedBlock::SharedBlock(std::shared_ptr<Segment> segment, void* data) noexcept
    : segment_(std::move(segment)), data_(data), forks_(forks_so_far()) {}

SharedBlock::SharedBlock(SharedBlock&& other) noexcept = default;

SharedBlock SharedBlock::make(std::size_t size) {
  auto [segment, data] = Arena::of_process().allocate(size);
  std::memset(data, 0, size);
  return SharedBlock(std::move(segment), data);
}

SharedBlock::~SharedBlock() {
  if (segment_ && segment_->ours() && !handed_off_ && forks_ == forks_so_far()) {
    Arena::of_process().deallocate(*segment_, data_);
  }
}

void SharedBlock::save(OutputArchive& archive, HandOff& hand_off) const {
  handed_off_ = true;
  const auto bytes = segment_->bytes();
  archive(hand_off_handle(hand_off, segment_->native()), static_cast<std::uint64_t>(bytes.size()),
          static_cast<std::uint64_t>(static_cast<const std::byte*>(data_) - bytes.data()));
}

SharedBlock SharedBlock::load(InputArchive& archive, TakeOver& taken) {
  std::int64_t native = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  archive(native, size, offset);
  auto& known = taken.segments[native];
  if (!known) known = std::make_shared<Segment>(platform::handle(taken.native(native)), size);
  auto segment = std::static_pointer_cast<Segment>(known);
  void* data = segment->bytes().data() + offset;
  return SharedBlock(std::move(segment), data);
}

}  // namespace multiprocessing::detail
