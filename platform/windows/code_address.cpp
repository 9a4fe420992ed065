// SPDX-License-Identifier: BSL-1.0
// Code addresses by the headers of the images that the loader has mapped.
#include "platform/code_address.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <span>

#include "windows/system.hpp"
#include "windows/text.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t longest_path = 32'768;
constexpr std::uint32_t codeview_with_guid = 0x53445352;  // "RSDS"

/// A loaded image; its headers are at its start (PE format).
class image {
 public:
  explicit image(HMODULE module)
      : base_(reinterpret_cast<std::uintptr_t>(module)),
        headers_(at<IMAGE_NT_HEADERS>(at<IMAGE_DOS_HEADER>(0).e_lfanew)) {}

  [[nodiscard]] std::uintptr_t base() const noexcept { return base_; }

  [[nodiscard]] bool holds_code_at(std::uint64_t offset) const {
    const auto* const first = IMAGE_FIRST_SECTION(&headers_);
    for (const IMAGE_SECTION_HEADER& part : std::span(first, headers_.FileHeader.NumberOfSections)) {
      if ((part.Characteristics & IMAGE_SCN_MEM_EXECUTE) != 0 && offset >= part.VirtualAddress &&
          offset - part.VirtualAddress < part.Misc.VirtualSize)
        return true;
    }
    return false;
  }

  /// What the linker left: when it ran (or a hash, where builds are reproducible), how large the image is and the sum of
  /// its bytes; and the identity of the debug file, where there is one.
  [[nodiscard]] std::string build_id() const {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%08lx%08lx%08lx",
                  static_cast<unsigned long>(headers_.FileHeader.TimeDateStamp),
                  static_cast<unsigned long>(headers_.OptionalHeader.SizeOfImage),
                  static_cast<unsigned long>(headers_.OptionalHeader.CheckSum));
    return text.data() + debug_identity();
  }

 private:
  template <class T>
  [[nodiscard]] const T& at(std::int64_t offset) const {
    return *reinterpret_cast<const T*>(base_ + static_cast<std::uintptr_t>(offset));
  }

  [[nodiscard]] std::string debug_identity() const {
    const IMAGE_DATA_DIRECTORY& folder = headers_.OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_DEBUG];
    for (std::uint32_t offset = 0; offset + sizeof(IMAGE_DEBUG_DIRECTORY) <= folder.Size;
         offset += sizeof(IMAGE_DEBUG_DIRECTORY)) {
      const auto& entry = at<IMAGE_DEBUG_DIRECTORY>(folder.VirtualAddress + offset);
      constexpr std::size_t identity_bytes = 20;  // a GUID and a number
      if (entry.Type != IMAGE_DEBUG_TYPE_CODEVIEW || entry.AddressOfRawData == 0 ||
          entry.SizeOfData < sizeof codeview_with_guid + identity_bytes ||
          at<std::uint32_t>(entry.AddressOfRawData) != codeview_with_guid)
        continue;
      std::string text = "-";
      for (std::size_t index = 0; index < identity_bytes; ++index) {
        std::array<char, 3> digits{};
        const auto place = entry.AddressOfRawData + sizeof codeview_with_guid + index;
        std::snprintf(digits.data(), digits.size(), "%02x", at<unsigned char>(static_cast<std::int64_t>(place)));
        text += digits.data();
      }
      return text;
    }
    return {};
  }

  std::uintptr_t base_;
  const IMAGE_NT_HEADERS& headers_;
};

error not_found(const std::string& reason) {
  return {"GetModuleHandleExW", std::make_error_code(std::errc::bad_address), reason};
}

result<std::string> name_of(HMODULE module) {
  if (module == GetModuleHandleW(nullptr)) return std::string();
  std::wstring path(longest_path, L'\0');
  const DWORD length = GetModuleFileNameW(module, path.data(), static_cast<DWORD>(path.size()));
  if (length == 0 || length == path.size()) return last_error("GetModuleFileNameW");
  path.resize(length);
  return to_utf8(path);
}

}  // namespace

result<code_address> locate_code(code_pointer function) {
  HMODULE module = nullptr;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                          reinterpret_cast<LPCWSTR>(function), &module))
    return not_found("no loaded module holds this function");
  const image seen(module);
  const std::uint64_t offset = reinterpret_cast<std::uintptr_t>(function) - seen.base();
  if (!seen.holds_code_at(offset)) return not_found("this address lies outside of the code of its module");
  auto name = name_of(module);
  if (!name) return name.error();
  return code_address{*std::move(name), seen.build_id(), offset};
}

result<code_pointer> resolve_code(const code_address& wanted) {
  const std::string name = wanted.module.empty() ? "the program" : wanted.module;
  const auto path = to_wide("GetModuleHandleExW", wanted.module);
  if (!path) return path.error();
  HMODULE module = nullptr;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, path->empty() ? nullptr : path->c_str(),
                          &module))
    return not_found(name + " is not loaded here");
  const image seen(module);
  if (seen.build_id() != wanted.build_id) return not_found(name + " is another build here");
  if (!seen.holds_code_at(wanted.offset)) return not_found("the offset lies outside of the code of " + name);
  return reinterpret_cast<code_pointer>(seen.base() + static_cast<std::uintptr_t>(wanted.offset));
}

}  // namespace multiprocessing::platform
