// SPDX-License-Identifier: BSL-1.0
// The exceptions that every process knows, and the list of all.
#include "multiprocessing/register_exception.hpp"

#include <algorithm>
#include <any>
#include <array>
#include <filesystem>
#include <functional>
#include <future>
#include <ios>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <typeinfo>
#include <variant>
#include <vector>

#include "multiprocessing/authentication.hpp"
#include "multiprocessing/pool_errors.hpp"
#include "multiprocessing/process.hpp"

namespace multiprocessing::detail {
namespace {

/// Those that are all alike.
template <class E>
struct SameEachTime {
  static void save(OutputArchive&, const E&) {}
  static E load(InputArchive&) { return E(); }
};

/// The categories that have the same meaning in every process of the program.
std::array<const std::error_category*, 4> categories() {
  return {&std::generic_category(), &std::system_category(), &std::iostream_category(), &std::future_category()};
}

void save_error_code(OutputArchive& archive, const std::error_code& code) {
  const auto known = categories();
  for (std::uint8_t index = 0; index < known.size(); ++index) {
    if (*known[index] != code.category()) continue;
    archive(index, static_cast<std::int64_t>(code.value()));
    return;
  }
  throw UnpicklableError("an error code of a category that other processes do not know");
}

std::error_code load_error_code(InputArchive& archive) {
  std::uint8_t index = 0;
  std::int64_t value = 0;
  archive(index, value);
  return {static_cast<int>(value), *categories().at(index)};
}

/// std::system_error puts the words of the code behind what it is given: they are cut off, so that they come once.
template <class E>
struct WithCode {
  static void save(OutputArchive& archive, const E& error) {
    save_error_code(archive, error.code());
    std::string what = error.what();
    const std::string words = error.code().message();
    if (what.ends_with(words)) {
      what.resize(what.size() - words.size());
      if (what.ends_with(": ")) what.resize(what.size() - 2);
    }
    archive(what);
  }
  static E load(InputArchive& archive) {
    const auto code = load_error_code(archive);
    std::string what;
    archive(what);
    if constexpr (std::is_constructible_v<E, std::error_code, std::string>) {
      return what.empty() ? E(code) : E(code, what);
    } else {
      return E(what, code);
    }
  }
};

}  // namespace

template <>
struct ExceptionCodec<Empty> : SameEachTime<Empty> {};
template <>
struct ExceptionCodec<Full> : SameEachTime<Full> {};
template <>
struct ExceptionCodec<EOFError> : SameEachTime<EOFError> {};
template <>
struct ExceptionCodec<std::bad_alloc> : SameEachTime<std::bad_alloc> {};
template <>
struct ExceptionCodec<std::bad_array_new_length> : SameEachTime<std::bad_array_new_length> {};
template <>
struct ExceptionCodec<std::bad_cast> : SameEachTime<std::bad_cast> {};
template <>
struct ExceptionCodec<std::bad_any_cast> : SameEachTime<std::bad_any_cast> {};
template <>
struct ExceptionCodec<std::bad_typeid> : SameEachTime<std::bad_typeid> {};
template <>
struct ExceptionCodec<std::bad_function_call> : SameEachTime<std::bad_function_call> {};
template <>
struct ExceptionCodec<std::bad_optional_access> : SameEachTime<std::bad_optional_access> {};
template <>
struct ExceptionCodec<std::bad_variant_access> : SameEachTime<std::bad_variant_access> {};
template <>
struct ExceptionCodec<std::system_error> : WithCode<std::system_error> {};
template <>
struct ExceptionCodec<OSError> : WithCode<OSError> {};
template <>
struct ExceptionCodec<std::ios_base::failure> : WithCode<std::ios_base::failure> {};

template <>
struct ExceptionCodec<std::filesystem::filesystem_error> {
  static void save(OutputArchive& archive, const std::filesystem::filesystem_error& error) {
    save_error_code(archive, error.code());
    // "filesystem error: what: words of the code [path]" in all three standard libraries.
    std::string what = error.what();
    what.resize(std::min(what.find(": " + error.code().message()), what.size()));
    constexpr std::string_view always = "filesystem error: ";
    if (what.starts_with(always)) what.erase(0, always.size());
    archive(what, error.path1().u8string(), error.path2().u8string());
  }
  static std::filesystem::filesystem_error load(InputArchive& archive) {
    const auto code = load_error_code(archive);
    std::string what;
    std::u8string first;
    std::u8string second;
    archive(what, first, second);
    return {what, std::filesystem::path(first), std::filesystem::path(second), code};
  }
};

template <>
struct ExceptionCodec<BufferTooShort> {
  static void save(OutputArchive& archive, const BufferTooShort& error) { archive(error.message()); }
  static BufferTooShort load(InputArchive& archive) {
    Bytes message;
    archive(message);
    return BufferTooShort(std::move(message));
  }
};

template <>
struct ExceptionCodec<BrokenBarrierError> : SameEachTime<BrokenBarrierError> {};
template <>
struct ExceptionCodec<ShutDown> : SameEachTime<ShutDown> {};
template <>
struct ExceptionCodec<TaskTimeoutError> : SameEachTime<TaskTimeoutError> {};

template <>
struct ExceptionCodec<WorkerDiedError> {
  static void save(OutputArchive& archive, const WorkerDiedError& error) { archive(error.worker(), error.exitcode()); }
  static WorkerDiedError load(InputArchive& archive) {
    std::string worker;
    int exitcode = 0;
    archive(worker, exitcode);
    return {worker, exitcode};
  }
};

template <>
struct ExceptionCodec<TasksAbandonedError> {
  static void save(OutputArchive& archive, const TasksAbandonedError& error) {
    archive(error.queue(), static_cast<std::uint64_t>(error.tasks()));
  }
  static TasksAbandonedError load(InputArchive& archive) {
    std::string queue;
    std::uint64_t tasks = 0;
    archive(queue, tasks);
    return {queue, static_cast<std::size_t>(tasks)};
  }
};

template <>
struct ExceptionCodec<SystemExit> {
  static void save(OutputArchive& archive, const SystemExit& error) { archive(error.code); }
  static SystemExit load(InputArchive& archive) {
    SystemExit error;
    archive(error.code);
    return error;
  }
};

namespace {

std::atomic<const KnownException*> first{nullptr};

template <class E>
void enlist_for_all() {
  static KnownException known{&typeid(E), &save_exception<E>, &make_exception<E>, nullptr};
  enlist(known);
}

template <class... E>
bool enlist_each_for_all() {
  (enlist_for_all<E>(), ...);
  return true;
}

}  // namespace

void enlist(KnownException& known) noexcept {
  if (known.enlisted.exchange(true)) return;
  known.next = first.load();
  while (!first.compare_exchange_weak(known.next, &known)) {
  }
}

const KnownException* known_exceptions() noexcept {
  static const bool complete =
      enlist_each_for_all<SystemExit, std::bad_variant_access, std::bad_optional_access, std::bad_function_call,
                          std::bad_typeid, std::bad_any_cast, std::bad_cast, std::bad_array_new_length, std::bad_alloc,
                          std::filesystem::filesystem_error, std::ios_base::failure, std::system_error,
                          std::underflow_error, std::overflow_error, std::range_error, std::length_error,
                          std::domain_error, std::invalid_argument, std::out_of_range, std::logic_error,
                          std::runtime_error, BrokenProcessPool, MaybeEncodingError, WorkerDiedError, CancelledError,
                          TaskTimeoutError, TimeoutError, AssertionError, ValueError, OSError, UnsupportedError,
                          OwnerDiedError, AuthenticationError, UnpicklingError, UnpicklableError, BufferTooShort,
                          BrokenBarrierError, TasksAbandonedError, EOFError, ShutDown, Full, Empty, ProcessError>();
  (void)complete;
  return first.load();
}

void save_known_exceptions(OutputArchive& archive) {
  std::vector<void (*)()> added;
  for (const auto* known = known_exceptions(); known != nullptr; known = known->next) {
    if (known->enlist != nullptr) added.push_back(known->enlist);
  }
  archive(static_cast<std::uint64_t>(added.size()));
  for (const auto enlisting : added) save_code(archive, enlisting);
}

void load_known_exceptions(InputArchive& archive) {
  std::uint64_t count = 0;
  archive(count);
  for (; count > 0; --count) load_code(archive)();
}

}  // namespace multiprocessing::detail
