// SPDX-License-Identifier: BSL-1.0
// Children that run a program, by CreateProcessW with the list of the handles that they may have.
#include <algorithm>
#include <array>
#include <cwctype>
#include <mutex>

#include "common/fault.hpp"
#include "common/peer.hpp"
#include "common/probe.hpp"
#include "windows/child.hpp"
#include "windows/command_line.hpp"
#include "windows/inherited.hpp"
#include "windows/system.hpp"
#include "windows/text.hpp"

namespace multiprocessing::platform {
namespace {

// Wine 8.0 says ERROR_INTERNAL_ERROR once in some thousand starts, when its loader ends before the program has begun;
// nothing has been started then. Seen by starting 300 children one after the other, 12 times.
constexpr int most_attempts = 3;
constexpr std::size_t longest_command_line = 32'767;  // with the NUL at its end (CreateProcessW)

/// One launch at a time: what one makes inheritable for its call, another takes back after its own.
std::mutex& creation_lock() {
  static auto* const made = new std::mutex;
  return *made;
}

/// The attributes of a launch: the handles that the child inherits, and no others.
class handle_list {
 public:
  handle_list() = default;
  ~handle_list() {
    if (prepared_) DeleteProcThreadAttributeList(list());
  }
  handle_list(const handle_list&) = delete;
  handle_list& operator=(const handle_list&) = delete;

  result<> prepare(std::vector<HANDLE>& handles) {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    bytes_.resize(size);
    if (auto fault = fault_at("InitializeProcThreadAttributeList")) return *fault;
    if (!InitializeProcThreadAttributeList(list(), 1, 0, &size))
      return last_error("InitializeProcThreadAttributeList");
    prepared_ = true;
    if (!UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles.data(),
                                   handles.size() * sizeof(HANDLE), nullptr, nullptr))
      return last_error("UpdateProcThreadAttribute");
    return {};
  }
  LPPROC_THREAD_ATTRIBUTE_LIST list() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(bytes_.data()); }

 private:
  std::vector<std::byte> bytes_;
  bool prepared_ = false;
};

/// Makes handles inheritable as long as it lives. A list names only such handles.
class inheritable_meanwhile {
 public:
  inheritable_meanwhile() = default;
  ~inheritable_meanwhile() {
    for (const native_handle each : changed_) SetHandleInformation(to_handle(each), HANDLE_FLAG_INHERIT, 0);
  }
  inheritable_meanwhile(const inheritable_meanwhile&) = delete;
  inheritable_meanwhile& operator=(const inheritable_meanwhile&) = delete;

  result<> add(native_handle native) {
    DWORD flags = 0;
    const std::string which = "inherited handle " + std::to_string(native);
    if (!may_be_open(native)) return not_open("GetHandleInformation");
    if (!GetHandleInformation(to_handle(native), &flags)) return last_error("GetHandleInformation", which);
    if ((flags & HANDLE_FLAG_INHERIT) != 0) return {};
    if (auto fault = fault_at("SetHandleInformation")) return *fault;
    if (!SetHandleInformation(to_handle(native), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
      return last_error("SetHandleInformation", which);
    changed_.push_back(native);
    return {};
  }

 private:
  std::vector<native_handle> changed_;
};

/// An inheritable copy of a standard handle, or of nothing where this process has none, as a program without a console.
result<handle> standard_handle(DWORD which) {
  const HANDLE own_one = GetStdHandle(which);
  HANDLE copy = nullptr;
  if (own_one != nullptr && own_one != INVALID_HANDLE_VALUE &&
      DuplicateHandle(GetCurrentProcess(), own_one, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS))
    return own(copy);
  SECURITY_ATTRIBUTES inheritable{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  const DWORD access = which == STD_INPUT_HANDLE ? GENERIC_READ : GENERIC_WRITE;
  handle nothing(to_native(CreateFileW(L"NUL", access, FILE_SHARE_READ | FILE_SHARE_WRITE, &inheritable, OPEN_EXISTING,
                                       0, nullptr)));
  if (!nothing) return last_error("CreateFileW", "NUL");
  return nothing;
}

/// The absolute name of a program, in the form that may be long.
result<std::wstring> program_path(const std::string& executable) {
  const auto given = to_wide("CreateProcessW", executable);
  if (!given) return given.error();
  if (given->empty()) return windows_error("CreateProcessW", ERROR_FILE_NOT_FOUND, "no program is named");
  std::wstring path(GetFullPathNameW(given->c_str(), 0, nullptr, nullptr), L'\0');
  if (path.empty()) return last_error("GetFullPathNameW", executable);
  path.resize(GetFullPathNameW(given->c_str(), static_cast<DWORD>(path.size()), path.data(), nullptr));
  if (path.size() >= MAX_PATH && !path.starts_with(L"\\\\")) path.insert(0, L"\\\\?\\");

  const DWORD attributes = GetFileAttributesW(path.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return last_error("GetFileAttributesW", executable);
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
    return windows_error("CreateProcessW", ERROR_ACCESS_DENIED, executable + " is a folder");
  std::wstring ending = path.substr(path.size() - std::min<std::size_t>(path.size(), 4));
  std::ranges::transform(ending, ending.begin(), [](wchar_t c) { return static_cast<wchar_t>(std::towlower(c)); });
  // The command processor would run them, and read the arguments by rules of its own: quoting does not hold there.
  if (ending == L".bat" || ending == L".cmd") {
    return error{"CreateProcessW", std::make_error_code(std::errc::executable_format_error),
                 executable + " is a script of the command processor"};
  }
  return path;
}

result<std::wstring> command_line(const launch_request& request, const std::wstring& program) {
  std::wstring line = L"\"" + program + L"\"";
  for (const std::string& each : request.arguments) {
    const auto argument = to_wide("CreateProcessW", each);
    if (!argument) return argument.error();
    append_argument(line, *argument);
  }
  if (line.size() >= longest_command_line) {
    return error{"CreateProcessW", std::make_error_code(std::errc::argument_list_too_long),
                 std::to_string(line.size()) + " characters, and a command line holds 32766"};
  }
  return line;
}

std::wstring_view name_of(const std::wstring& variable) {
  // The names of the current folders of drives begin with an equals sign themselves.
  return std::wstring_view(variable).substr(0, variable.find(L'=', 1));
}

/// A variable that is set for a launch, or taken out if its value is empty.
struct wide_variable {
  std::wstring name;
  std::wstring value;
};

std::vector<wide_variable> variables_of_launch(std::span<const native_handle> inherited) {
  std::vector<wide_variable> set{{inherited_variable, inherited.empty() ? L"" : describe_inherited(inherited)}};
  for (const launch_variable& each : launch_variables()) {
    auto name = to_wide("CreateProcessW", each.name);
    auto value = to_wide("CreateProcessW", each.value);
    if (name && value) set.push_back({*std::move(name), *std::move(value)});
  }
  return set;
}

/// This environment with the variables of a launch set anew, as one block. Sorted by name without regard to case, as
/// CreateProcessW asks for.
std::wstring environment_block(std::span<const native_handle> inherited) {
  std::vector<std::wstring> variables;
  if (wchar_t* const own_block = GetEnvironmentStringsW()) {
    for (const wchar_t* each = own_block; *each != L'\0'; each += variables.back().size() + 1)
      variables.emplace_back(each);
    FreeEnvironmentStringsW(own_block);
  }
  for (const wide_variable& set : variables_of_launch(inherited)) {
    std::erase_if(variables, [&](const std::wstring& each) { return name_of(each) == set.name; });
    if (!set.value.empty()) variables.push_back(set.name + L"=" + set.value);
  }
  std::ranges::stable_sort(variables, [](const std::wstring& one, const std::wstring& other) {
    const std::wstring_view first = name_of(one);
    const std::wstring_view second = name_of(other);
    return CompareStringOrdinal(first.data(), static_cast<int>(first.size()), second.data(),
                                static_cast<int>(second.size()), TRUE) == CSTR_LESS_THAN;
  });
  std::wstring block;
  for (const std::wstring& each : variables) block.append(each).push_back(L'\0');
  return block.append(2, L'\0');  // one too many where there are variables; an empty block needs both
}

/// Starts the program, with nothing left behind if that fails.
result<PROCESS_INFORMATION> create(const std::wstring& program, std::wstring line, std::span<const native_handle> given) {
  std::wstring environment = environment_block(given);
  STARTUPINFOEXW start{};
  start.StartupInfo.cb = sizeof start;
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;

  std::array<handle, 3> standard;
  constexpr std::array<DWORD, 3> which{STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  std::vector<HANDLE> listed;
  for (std::size_t index = 0; index < which.size(); ++index) {
    auto made = standard_handle(which[index]);
    if (!made) return made.error();
    standard[index] = *std::move(made);
    listed.push_back(to_handle(standard[index].native()));
  }
  start.StartupInfo.hStdInput = listed[0];
  start.StartupInfo.hStdOutput = listed[1];
  start.StartupInfo.hStdError = listed[2];

  const std::lock_guard one_at_a_time(creation_lock());
  inheritable_meanwhile inheritable;
  for (const native_handle each : given) {
    if (auto added = inheritable.add(each); !added) return added.error();
    listed.push_back(to_handle(each));
  }
  handle_list attributes;
  if (auto prepared = attributes.prepare(listed); !prepared) return prepared.error();
  start.lpAttributeList = attributes.list();

  if (auto fault = fault_at("CreateProcessW")) return *fault;
  PROCESS_INFORMATION made{};
  for (int attempt = 1;; ++attempt) {
    if (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE,
                       EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT, environment.data(), nullptr,
                       &start.StartupInfo, &made))
      return made;
    if (GetLastError() != ERROR_INTERNAL_ERROR || attempt == most_attempts)
      return last_error("CreateProcessW", to_utf8(program));
  }
}

result<std::unique_ptr<child_process>> launch(const launch_request& request) {
  const auto program = program_path(request.executable);
  if (!program) return program.error();
  auto line = command_line(request, *program);
  if (!line) return line.error();
  auto watcher = make_exit_watcher();
  if (!watcher) return watcher.error();

  std::vector<native_handle> given = request.inherited;
  if (const native_handle side = (*watcher)->child_side(); side != invalid_handle) given.push_back(side);
  std::ranges::sort(given);  // a list that names a handle twice is refused
  given.erase(std::unique(given.begin(), given.end()), given.end());

  auto made = std::make_unique<child>(*std::move(watcher));
  const auto created = create(*program, *std::move(line), given);
  if (!created) return created.error();
  CloseHandle(created->hThread);
  if (auto begun = made->begin(created->dwProcessId, own(created->hProcess)); !begun) return begun.error();
  return std::unique_ptr<child_process>(std::move(made));
}

evidence probe() {
  handle_list attributes;
  std::vector<HANDLE> some{GetCurrentProcess()};
  if (auto prepared = attributes.prepare(some); !prepared) return seen_failing(prepared.error());
  return seen_working("UpdateProcThreadAttribute(PROC_THREAD_ATTRIBUTE_HANDLE_LIST)");
}

}  // namespace

extern const launch_strategy create_process_launch;
const launch_strategy create_process_launch{{"create-process", probe}, launch};

}  // namespace multiprocessing::platform
