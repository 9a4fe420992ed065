// SPDX-License-Identifier: BSL-1.0
// The record of one run of one case: JSON Lines in the control folder.
#include "conformance/host/record.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include "conformance/host/case.hpp"

namespace conformance {

namespace record {
namespace {

namespace json = boost::json;

std::filesystem::path file;
std::mutex writing;

// Opened anew for each line: no child inherits the file, and nothing waits in a buffer when a case crashes.
void append(const json::object& line) {
  const std::lock_guard guard(writing);
  std::ofstream out(file, std::ios::app | std::ios::binary);
  out << json::serialize(line) + "\n" << std::flush;
  if (!out) {
    throw std::runtime_error("cannot write " + file.string());
  }
}

}  // namespace

void open(const std::filesystem::path& control_folder) {
  // Absolute, because a body may change the working directory.
  file = std::filesystem::absolute(control_folder) / "case.jsonl";
}

void begin(std::string_view case_id, std::string_view variant) {
  append({{"type", "begin"}, {"case", case_id}, {"variant", variant}});
}

void failure(std::string_view source, std::size_t line, std::string_view message) {
  append({{"type", "failure"}, {"file", source}, {"line", line}, {"message", message}});
}

void end(std::string_view declared, std::string_view reason) {
  append({{"type", "end"}, {"declared", declared}, {"reason", reason}});
}

}  // namespace record

void step(std::string_view text) { record::append({{"type", "step"}, {"text", text}}); }

void observe(std::string_view key, std::string_view value) {
  record::append({{"type", "observation"}, {"key", key}, {"value", value}});
}
void observe(std::string_view key, const char* value) { observe(key, std::string_view(value)); }
void observe_number(std::string_view key, std::int64_t value) {
  record::append({{"type", "observation"}, {"key", key}, {"value", value}});
}
void observe_flag(std::string_view key, bool value) {
  record::append({{"type", "observation"}, {"key", key}, {"value", value}});
}

}  // namespace conformance
