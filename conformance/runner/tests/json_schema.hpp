// SPDX-License-Identifier: BSL-1.0
// A small validator for the part of JSON Schema (draft 2020-12) that the published schemas use. A keyword that it
// does not know is an error, so that no rule can be written that nobody checks.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace procport::runner::test {

class JsonSchema {
 public:
  /// Throws std::runtime_error for a schema with an unknown keyword or a reference that leads nowhere.
  explicit JsonSchema(boost::json::value schema);
  [[nodiscard]] static JsonSchema from_file(const std::filesystem::path& file);

  /// What is wrong with the value, as "path: reason"; empty if it is valid.
  [[nodiscard]] std::vector<std::string> check(const boost::json::value& value) const;
  [[nodiscard]] const boost::json::value& definition(const std::string& name) const;

 private:
  void check_schema(const boost::json::value& schema, const std::string& where) const;
  void check(const boost::json::value& schema, const boost::json::value& value, const std::string& path,
             std::vector<std::string>& wrong) const;
  void check_object(const boost::json::object& rules, const boost::json::object& object, const std::string& path,
                    std::vector<std::string>& wrong) const;
  void check_choices(const boost::json::object& rules, const boost::json::value& value, const std::string& path,
                     std::vector<std::string>& wrong) const;
  [[nodiscard]] const boost::json::value& resolve(const boost::json::value& reference) const;

  boost::json::value schema_;
};

}  // namespace procport::runner::test
