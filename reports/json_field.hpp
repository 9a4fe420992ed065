// SPDX-License-Identifier: BSL-1.0
// A JSON value that knows where it stands, so that every complaint about a document names the field.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace procport::reports {

/// A value inside a document, with its path ("cases[3].results[0].verdict"). It does not own the value.
///
/// Errors  DocumentError whose text is "<file>: <path>: <what is wrong>", from every function that reads.
class JsonField {
 public:
  JsonField(const boost::json::value& value, std::string file);

  [[nodiscard]] JsonField at(std::string_view name) const;                   ///< A member that has to be there.
  [[nodiscard]] std::optional<JsonField> find(std::string_view name) const;  ///< Nothing if missing or null.
  [[nodiscard]] std::vector<JsonField> items() const;
  [[nodiscard]] std::vector<std::pair<std::string, JsonField>> members() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string id() const;                                  ///< Text that is not empty.
  [[nodiscard]] std::string text_or_empty(std::string_view name) const;  ///< A member; null or missing reads as "".
  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::vector<std::string> texts() const;
  [[nodiscard]] std::string word(const std::function<bool(std::string_view)>& known) const;
  [[nodiscard]] std::string as_written() const;  ///< Strings as they are, anything else as JSON.
  [[nodiscard]] bool is_text() const { return value_->is_string(); }

  [[noreturn]] void refuse(std::string_view why) const;

 private:
  JsonField(const boost::json::value& value, std::string file, std::string path);

  const boost::json::value* value_;
  std::string file_;
  std::string path_;
};

}  // namespace procport::reports
