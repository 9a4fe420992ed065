// SPDX-License-Identifier: BSL-1.0
// What the proxies of containers are underneath: values of any Picklable type, which the server keeps as bytes.
#pragma once

#include <ranges>
#include <vector>

#include "multiprocessing/managers/containers.hpp"
#include "multiprocessing/managers/proxy.hpp"

namespace multiprocessing::detail {

template <class M>
class StoredProxy : public Proxy<M> {
 public:
  StoredProxy() = default;
  explicit StoredProxy(std::shared_ptr<Reference> reference) noexcept : Proxy<M>(std::move(reference)) {}
  explicit StoredProxy(Proxy<M> untyped) noexcept : Proxy<M>(std::move(untyped)) {}

 protected:
  template <class T>
  [[nodiscard]] Stored packed(const T& value) const {
    return pack(server_of(*this->reference()), value);
  }
  template <class T, std::ranges::input_range R>
  [[nodiscard]] StoredList all_packed(R&& values) const {
    StoredList all;
    for (auto&& each : values) all.push_back(packed<T>(each));
    return all;
  }
  template <class T>
  [[nodiscard]] static std::vector<T> all_unpacked(const StoredList& stored) {
    std::vector<T> values;
    values.reserve(stored.size());
    for (const auto& each : stored) values.push_back(unpack<T>(each));
    return values;
  }
  template <class T>
  [[nodiscard]] static std::optional<T> unpacked(const std::optional<Stored>& stored) {
    if (!stored) return std::nullopt;
    return unpack<T>(*stored);
  }
};

}  // namespace multiprocessing::detail
