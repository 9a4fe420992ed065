// SPDX-License-Identifier: BSL-1.0
// Writes the stream of records.
#include "stream.hpp"

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstring>

#include "contain.hpp"
#include "model.hpp"
#include "text.hpp"

namespace procport::runner {

namespace json = boost::json;

Stream::Stream(const std::filesystem::path& file)
    : path_(file), file_(open_to_write(file)), head_(64, '0') {
  if (!file_) throw Refusal{exit_code::unreadable, "cannot write " + file.string() + ": " + std::strerror(errno)};
}

void Stream::write(std::string_view type, const json::object& fields, Durability durability) {
  const auto mono = std::chrono::steady_clock::now() - opened_;
  json::object line;
  line["v"] = stream_version;
  line["t"] = type;
  line["n"] = count_;
  line["mono"] = std::chrono::duration_cast<std::chrono::nanoseconds>(mono).count();
  line["wall"] = rfc3339(std::chrono::system_clock::now());
  line["prev"] = head_;
  for (const auto& field : fields) line[field.key()] = field.value();
  const auto text = json::serialize(line);
  const auto whole = text + "\n";
  const bool written = std::fwrite(whole.data(), 1, whole.size(), file_.get()) == whole.size() &&
                       std::fflush(file_.get()) == 0 &&
                       (durability == Durability::handed_over || put_on_disk(file_.get()));
  if (!written) throw Refusal{exit_code::unreadable, "cannot write " + path_.string() + ": " + std::strerror(errno)};
  head_ = sha256_hex(text);
  ++count_;
}

std::int64_t Stream::elapsed_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - opened_).count();
}

}  // namespace procport::runner
