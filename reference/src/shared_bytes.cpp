// SPDX-License-Identifier: BSL-1.0
// Bytes that processes share, as an object that is handed to each of them once.
#include "multiprocessing/shared_bytes.hpp"

#include <algorithm>

#include "raise.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

struct SharedBytesState {
  SharedBytesState(SharedBlock made, std::size_t its_size) : block(std::move(made)), size(its_size) {}

  void save(OutputArchive& archive, HandOff& hand_off) const {
    block.save(archive, hand_off);
    archive(static_cast<std::uint64_t>(size));
  }
  static std::shared_ptr<SharedBytesState> load(InputArchive& archive, TakeOver& taken) {
    auto block = SharedBlock::load(archive, taken);
    std::uint64_t size = 0;
    archive(size);
    return std::make_shared<SharedBytesState>(std::move(block), static_cast<std::size_t>(size));
  }

  SharedBlock block;
  std::size_t size;
};

SharedBytes::SharedBytes(std::size_t size)
    : state_(std::make_shared<SharedBytesState>(SharedBlock::make(std::max<std::size_t>(size, 1)), size)) {}

std::byte* SharedBytes::data() const { return static_cast<std::byte*>(live(state_, "shared object")->block.data()); }

std::size_t SharedBytes::size() const { return live(state_, "shared object")->size; }

void SharedBytes::save(OutputArchive& archive, const char* what) const {
  save_object(archive, what, live(state_, "shared object"));
}

void SharedBytes::load(InputArchive& archive, const char* what) {
  state_ = load_object<SharedBytesState>(archive, what);
}

}  // namespace multiprocessing::detail
