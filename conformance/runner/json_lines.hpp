// SPDX-License-Identifier: BSL-1.0
// Strict reading of JSON Lines: which line, which member, what was wanted and what was there.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace procport::runner {

/// A line that is not as agreed; the message names the member, the caller adds the line.
struct BadLine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Members of one object, each checked.
class Members {
 public:
  explicit Members(const boost::json::object& object) : object_(object) {}
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::string text_or(std::string_view key, std::string_view otherwise) const;
  [[nodiscard]] std::string nonempty(std::string_view key) const;
  [[nodiscard]] std::int64_t number(std::string_view key) const;
  /// Null, or a whole number that is not negative.
  [[nodiscard]] std::optional<std::uint64_t> count_or_null(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] const boost::json::object& object(std::string_view key) const;
  [[nodiscard]] const boost::json::array& array(std::string_view key) const;
  [[nodiscard]] const boost::json::value& any(std::string_view key) const;

 private:
  const boost::json::object& object_;
};

/// Calls `take(line number, object)` for each line; an exception of type BadLine leaves with "line N: " in front.
void for_each_line(std::string_view text, const std::function<void(std::size_t, const boost::json::object&)>& take);

}  // namespace procport::runner
