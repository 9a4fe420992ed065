// SPDX-License-Identifier: BSL-1.0
// Making and opening named pipes that are for this user alone.
#include "windows/named_pipe.hpp"

#include <vector>

#include "common/fault.hpp"
#include "platform/random.hpp"
#include "windows/text.hpp"

namespace multiprocessing::platform {
namespace {

/// Security attributes with all that they point to.
struct own_user_security {
  std::vector<std::byte> user;
  std::vector<std::byte> list;
  SECURITY_DESCRIPTOR descriptor{};
  SECURITY_ATTRIBUTES attributes{};

  result<> fill() {
    HANDLE opened = nullptr;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened)) return last_error("OpenProcessToken");
    const handle token = own(opened);
    DWORD size = 0;
    GetTokenInformation(opened, TokenUser, nullptr, 0, &size);
    user.resize(size);
    if (!GetTokenInformation(opened, TokenUser, user.data(), size, &size)) return last_error("GetTokenInformation");
    const PSID sid = reinterpret_cast<TOKEN_USER*>(user.data())->User.Sid;

    list.resize(sizeof(ACL) + sizeof(ACCESS_ALLOWED_ACE) + GetLengthSid(sid));
    const auto access_list = reinterpret_cast<ACL*>(list.data());
    if (!InitializeAcl(access_list, static_cast<DWORD>(list.size()), ACL_REVISION)) return last_error("InitializeAcl");
    if (!AddAccessAllowedAce(access_list, ACL_REVISION, GENERIC_ALL, sid)) return last_error("AddAccessAllowedAce");
    if (!InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION))
      return last_error("InitializeSecurityDescriptor");
    if (!SetSecurityDescriptorDacl(&descriptor, TRUE, access_list, FALSE))
      return last_error("SetSecurityDescriptorDacl");
    attributes = {sizeof attributes, &descriptor, FALSE};
    return {};
  }
};

}  // namespace

result<SECURITY_ATTRIBUTES*> own_user_alone() {
  static auto* const made = new own_user_security;
  static const result<> filled = made->fill();
  if (!filled) return filled.error();
  return &made->attributes;
}

result<std::wstring> random_pipe_name() {
  const auto name = random_name();
  if (!name) return name.error();
  return to_wide("CreateNamedPipeW", std::string(pipe_prefix) + *name);
}

result<handle> create_pipe_instance(const std::wstring& name, const instance_options& options) {
  const auto security = own_user_alone();
  if (!security) return security.error();
  const DWORD access = options.direction == pipe_direction::inbound ? PIPE_ACCESS_INBOUND : PIPE_ACCESS_DUPLEX;
  if (auto fault = fault_at("CreateNamedPipeW")) return *fault;
  handle made(to_native(CreateNamedPipeW(
      name.c_str(), access | FILE_FLAG_OVERLAPPED | (options.first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0),
      PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
      options.alone ? 1 : PIPE_UNLIMITED_INSTANCES, pipe_buffer_bytes, pipe_buffer_bytes, 0, *security)));
  if (!made) return last_error("CreateNamedPipeW", to_utf8(name));
  return made;
}

result<handle> open_pipe(const std::wstring& name, pipe_direction direction) {
  const DWORD access = direction == pipe_direction::inbound ? GENERIC_WRITE : GENERIC_READ | GENERIC_WRITE;
  if (auto fault = fault_at("CreateFileW")) return *fault;
  // Whoever listens there may learn who this is, and may not act in our name.
  handle made(to_native(CreateFileW(name.c_str(), access, 0, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr)));
  if (!made) return last_error("CreateFileW", to_utf8(name));
  return made;
}

}  // namespace multiprocessing::platform
