// SPDX-License-Identifier: BSL-1.0
// Makes, inspects and removes the folders of a run.
#include "workplace.hpp"

#include <array>
#include <fstream>

#include "text.hpp"

namespace procport::runner {

namespace fs = std::filesystem;

namespace {

void make_private(const fs::path& folder) {
  std::error_code error;
  if (!fs::create_directory(folder, error) && !error) error = std::make_error_code(std::errc::file_exists);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) throw Refusal{exit_code::unreadable, "cannot make " + folder.string() + ": " + error.message()};
}

/// A body may have taken the permissions away from its own folders.
void remove_tree(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (!error) return;
  std::error_code ignored;
  fs::permissions(folder, fs::perms::owner_all, ignored);
  for (fs::recursive_directory_iterator at(folder, ignored), end; at != end && !ignored; at.increment(ignored)) {
    if (at->is_directory(error) && !at->is_symlink(error)) fs::permissions(at->path(), fs::perms::owner_all, error);
  }
  fs::remove_all(folder, error);
}

std::string four_letters(unsigned number) {
  static constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string out(4, '0');
  for (auto at = out.rbegin(); at != out.rend(); ++at, number /= 36) *at = digits[number % 36];
  return out;
}

}  // namespace

Workplace::Workplace() : run_(random_word(4)) {
  std::error_code error;
  auto folder = fs::temp_directory_path(error);
  if (error) throw Refusal{exit_code::unreadable, "there is no folder for temporary files: " + error.message()};
  root_ = fs::canonical(folder) / ("pp-" + random_word(8));
  make_private(root_);
}

Workplace::~Workplace() { remove_tree(root_); }

Workplace::Place Workplace::make() {
  Place place;
  place.token = run_ + four_letters(count_++);
  const auto base = root_ / place.token.substr(4);
  make_private(base);
  place.work = base / "w";
  place.control = base / "c";
  make_private(place.work);
  make_private(place.control);
  return place;
}

void Workplace::clear(const Place& place, Residue& residue) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(place.work, error), end; at != end && !error; at.increment(error)) {
    std::error_code ignored;
    const auto status = at->symlink_status(ignored);
    const bool socket = fs::is_socket(status);
    std::string detail = "in the work folder";
    if (fs::is_directory(status)) detail = "a folder " + detail;
    if (fs::is_fifo(status)) detail = "a named pipe " + detail;
    if (fs::is_regular_file(status)) detail += ", " + std::to_string(fs::file_size(at->path(), ignored)) + " bytes";
    if (residue.items.size() < 100) {
      residue.items.push_back(
          {socket ? "socket" : "file", valid_utf8(at->path().lexically_relative(place.work).string()), detail});
    }
  }
  if (!residue.items.empty()) residue.state = "left";
  remove_tree(place.work.parent_path());
}

std::string read_limited(const fs::path& file, std::size_t limit) {
  std::ifstream in(file, std::ios::binary);
  std::string out(limit + 1, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(in.gcount()));
  if (out.size() <= limit) return out;
  out.resize(limit);
  out.resize(out.rfind('\n') + 1);
  return out + "(the record is longer than " + std::to_string(limit) + " bytes)\n";
}

}  // namespace procport::runner
