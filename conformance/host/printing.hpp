// SPDX-License-Identifier: BSL-1.0
// How Boost.Test prints what the library returns.
#pragma once

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>

#include "multiprocessing/start_method.hpp"

namespace boost::test_tools::tt_detail {

template <class T>
struct print_log_value<std::optional<T>> {
  void operator()(std::ostream& out, const std::optional<T>& value) const {
    if (value) {
      print_log_value<T>()(out, *value);
    } else {
      out << "nothing";
    }
  }
};

template <>
struct print_log_value<std::nullopt_t> {
  void operator()(std::ostream& out, std::nullopt_t) const { out << "nothing"; }
};

template <>
struct print_log_value<std::byte> {
  void operator()(std::ostream& out, std::byte value) const { out << std::to_integer<int>(value); }
};

template <>
struct print_log_value<std::chrono::nanoseconds> {
  void operator()(std::ostream& out, std::chrono::nanoseconds value) const { out << value.count() << " ns"; }
};

template <>
struct print_log_value<multiprocessing::StartMethod> {
  void operator()(std::ostream& out, multiprocessing::StartMethod value) const {
    out << multiprocessing::to_string(value);
  }
};

}  // namespace boost::test_tools::tt_detail
