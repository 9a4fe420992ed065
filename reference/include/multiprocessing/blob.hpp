// SPDX-License-Identifier: BSL-1.0
// Bytes that travel in one piece: cereal would write them one by one.
#pragma once

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

struct Blob {
  Bytes bytes;

  template <class Archive>
  void save(Archive& archive) const {
    archive(cereal::make_size_tag(static_cast<cereal::size_type>(bytes.size())));
    archive(cereal::binary_data(bytes.data(), bytes.size()));
  }
  template <class Archive>
  void load(Archive& archive) {
    cereal::size_type size = 0;
    archive(cereal::make_size_tag(size));  // at most what is left of the message
    bytes.resize(static_cast<std::size_t>(size));
    archive(cereal::binary_data(bytes.data(), bytes.size()));
  }
};

}  // namespace multiprocessing::detail
