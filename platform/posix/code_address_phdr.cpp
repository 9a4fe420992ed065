// SPDX-License-Identifier: BSL-1.0
// Code addresses by the list of loaded modules (dl_iterate_phdr: Linux, the BSDs, illumos).
#include <link.h>
#include <cstring>
#include <optional>
#include <span>

#include "platform/code_address.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::uint32_t note_gnu_build_id = 3;  // NT_GNU_BUILD_ID, which not every <elf.h> has

/// The head of a note, which is the same in files of 32 and of 64 bits (ELF specification, "Note Section"). The name of
/// the type is not the same everywhere.
struct note_head {
  std::uint32_t name_size;
  std::uint32_t description_size;
  std::uint32_t type;
};

struct module_seen {
  std::string name;
  std::string build_id;
  std::uintptr_t base = 0;
  bool has_address = false;  // the address asked for lies in its code
};

std::size_t aligned(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

std::string hexadecimal(std::span<const unsigned char> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string build_id_in(std::span<const unsigned char> notes) {
  note_head head{};
  while (notes.size() >= sizeof head) {
    std::memcpy(&head, notes.data(), sizeof head);
    notes = notes.subspan(sizeof head);
    const std::size_t name_size = aligned(head.name_size);
    const std::size_t both = name_size + aligned(head.description_size);
    if (both > notes.size()) return {};
    if (head.type == note_gnu_build_id && head.name_size == 4 && std::memcmp(notes.data(), "GNU", 4) == 0)
      return hexadecimal(notes.subspan(name_size, head.description_size));
    notes = notes.subspan(both);
  }
  return {};
}

module_seen look_at(const dl_phdr_info& info, std::uintptr_t address) {
  module_seen seen;
  seen.name = info.dlpi_name == nullptr ? "" : info.dlpi_name;
  seen.base = info.dlpi_addr;
  for (const auto& part : std::span(info.dlpi_phdr, info.dlpi_phnum)) {
    const std::uintptr_t start = seen.base + part.p_vaddr;
    if (part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0 && address - start < part.p_memsz) seen.has_address = true;
    if (part.p_type == PT_NOTE && seen.build_id.empty())
      seen.build_id = build_id_in({reinterpret_cast<const unsigned char*>(start), part.p_memsz});
  }
  return seen;
}

/// Calls `found` with each module until it says true. The program itself comes first and is called "" whatever the
/// loader calls it (FreeBSD gives its path).
template <class Found>
bool any_module(std::uintptr_t address, Found found) {
  struct state {
    std::uintptr_t address;
    Found& found;
    bool first = true;
  } walk{address, found};
  // The loader's lock would stay locked in a child that another thread forks (glibc 2.36, _dl_load_write_lock).
  const creation_guard no_child_in_between;
  return dl_iterate_phdr(
             [](dl_phdr_info* info, std::size_t, void* given) {
               state& here = *static_cast<state*>(given);
               module_seen seen = look_at(*info, here.address);
               if (here.first) seen.name.clear();
               here.first = false;
               return here.found(seen) ? 1 : 0;
             },
             &walk) != 0;
}

error not_found(const std::string& reason) {
  return {"dl_iterate_phdr", std::make_error_code(std::errc::bad_address), reason};
}

}  // namespace

result<code_address> locate_code(code_pointer function) {
  const auto address = reinterpret_cast<std::uintptr_t>(function);
  code_address located;
  const bool found = any_module(address, [&](const module_seen& seen) {
    if (seen.has_address) located = {seen.name, seen.build_id, address - seen.base};
    return seen.has_address;
  });
  if (!found) return not_found("no loaded module holds this function");
  return located;
}

result<code_pointer> resolve_code(const code_address& wanted) {
  std::optional<module_seen> match;
  // The base is not known before the module is found, so the offset is checked in a second walk.
  any_module(0, [&](const module_seen& seen) {
    if (seen.name == wanted.module) match = seen;
    return match.has_value();
  });
  const std::string name = wanted.module.empty() ? "the program" : wanted.module;
  if (!match) return not_found(name + " is not loaded here");
  if (match->build_id != wanted.build_id) return not_found(name + " is another build here");
  const std::uintptr_t address = match->base + wanted.offset;
  if (!any_module(address, [&](const module_seen& seen) { return seen.has_address && seen.base == match->base; }))
    return not_found("the offset lies outside of the code of " + name);
  return reinterpret_cast<code_pointer>(address);
}

}  // namespace multiprocessing::platform
