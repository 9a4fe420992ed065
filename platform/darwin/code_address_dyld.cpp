// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it.
//
// Code addresses by the loader's list of images (dyld(3)). Offsets count from the slide, so they are the addresses in
// the file; the build id is the image's LC_UUID.
#include <mach-o/dyld.h>
#include <mach-o/loader.h>
#include <cstring>
#include <optional>
#include <span>

#include "platform/code_address.hpp"

namespace multiprocessing::platform {
namespace {

struct image_seen {
  std::string name;
  std::string build_id;
  std::uintptr_t slide = 0;
  bool has_address = false;  // the address asked for lies in its code
};

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

image_seen look_at(std::uint32_t index, const mach_header_64& head, std::uintptr_t address) {
  image_seen seen;
  const char* const name = ::_dyld_get_image_name(index);
  if (head.filetype != MH_EXECUTE && name != nullptr) seen.name = name;
  seen.slide = static_cast<std::uintptr_t>(::_dyld_get_image_vmaddr_slide(index));
  const auto* at = reinterpret_cast<const std::byte*>(&head + 1);
  for (std::uint32_t count = 0; count < head.ncmds; ++count) {
    load_command command{};
    std::memcpy(&command, at, sizeof command);
    if (command.cmd == LC_UUID) {
      uuid_command told{};
      std::memcpy(&told, at, sizeof told);
      seen.build_id = hexadecimal(told.uuid);
    } else if (command.cmd == LC_SEGMENT_64) {
      segment_command_64 part{};
      std::memcpy(&part, at, sizeof part);
      const bool code = (part.initprot & 4) != 0;  // VM_PROT_EXECUTE
      if (code && address - (seen.slide + part.vmaddr) < part.vmsize) seen.has_address = true;
    }
    at += command.cmdsize;
  }
  return seen;
}

/// The image that `wanted` says yes to. Another thread may unload one meanwhile; then its header is null.
template <class Wanted>
std::optional<image_seen> find_image(std::uintptr_t address, Wanted wanted) {
  for (std::uint32_t index = 0; index < ::_dyld_image_count(); ++index) {
    const mach_header* const head = ::_dyld_get_image_header(index);
    if (head == nullptr || head->magic != MH_MAGIC_64) continue;
    const image_seen seen = look_at(index, *reinterpret_cast<const mach_header_64*>(head), address);
    if (wanted(seen)) return seen;
  }
  return std::nullopt;
}

error not_found(const std::string& reason) {
  return {"_dyld_get_image_header", std::make_error_code(std::errc::bad_address), reason};
}

}  // namespace

result<code_address> locate_code(code_pointer function) {
  const auto address = reinterpret_cast<std::uintptr_t>(function);
  const auto found = find_image(address, [](const image_seen& seen) { return seen.has_address; });
  if (!found) return not_found("no loaded module holds this function");
  return code_address{found->name, found->build_id, address - found->slide};
}

result<code_pointer> resolve_code(const code_address& wanted) {
  const std::string name = wanted.module.empty() ? "the program" : wanted.module;
  const auto found = find_image(0, [&](const image_seen& seen) { return seen.name == wanted.module; });
  if (!found) return not_found(name + " is not loaded here");
  if (found->build_id != wanted.build_id) return not_found(name + " is another build here");
  const std::uintptr_t address = found->slide + wanted.offset;
  const auto holds = [&](const image_seen& seen) { return seen.has_address && seen.name == wanted.module; };
  if (!find_image(address, holds)) return not_found("the offset lies outside of the code of " + name);
  return reinterpret_cast<code_pointer>(address);
}

}  // namespace multiprocessing::platform
