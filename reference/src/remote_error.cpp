// SPDX-License-Identifier: BSL-1.0
// Exceptions on their way between processes: what is written of one, and what is thrown for it.
#include "multiprocessing/remote_error.hpp"

#include <algorithm>
#include <boost/core/demangle.hpp>
#include <boost/exception/exception.hpp>
#include <boost/exception/get_error_info.hpp>
#include <boost/exception/info.hpp>

#include "multiprocessing/process.hpp"

namespace multiprocessing {

RemoteError::RemoteError(std::string type, std::string message, std::string trace)
    : ProcessError(type.empty() ? message : type + ": " + message),
      type_(std::move(type)),
      message_(std::move(message)),
      trace_(std::move(trace)) {}

namespace detail {

namespace {

constexpr int longest_chain = 64;  // exceptions nested in one another that are told of

/// The type by which it is registered, with what that type writes of it.
const KnownException* find(const std::exception_ptr& thrown, Bytes& payload) {
  const std::type_info* exact = nullptr;  // nothing if only trying can tell
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    if (dynamic_cast<const std::nested_exception*>(&error) == nullptr) exact = &typeid(error);
  } catch (...) {
  }
  for (const auto* known = known_exceptions(); known != nullptr; known = known->next) {
    if (exact != nullptr && *exact != *known->type) continue;
    OutputArchive archive;
    try {
      if (!known->save(thrown, archive)) continue;
      payload = archive.take();
      return known;
    } catch (...) {
      return nullptr;  // it holds what cannot be sent: its text must do
    }
  }
  return nullptr;
}

/// The name of its type; not the one that std::throw_with_nested made of it, if its own is known.
std::string name_of(const std::exception_ptr& thrown, const std::exception& error) {
  Bytes unused;
  const auto* known = find(thrown, unused);
  return boost::core::demangle((known != nullptr ? *known->type : typeid(error)).name());
}

/// Where it was thrown, if the one that threw has noted it (BOOST_THROW_EXCEPTION does).
std::string place_of(const std::exception& error) {
  const auto* noted = dynamic_cast<const boost::exception*>(&error);
  if (noted == nullptr) return {};
  const auto* file = boost::get_error_info<boost::throw_file>(*noted);
  const auto* line = boost::get_error_info<boost::throw_line>(*noted);
  if (file == nullptr || line == nullptr) return {};
  std::string place = "    thrown at " + std::string(*file) + ":" + std::to_string(*line);
  if (const auto* function = boost::get_error_info<boost::throw_function>(*noted)) {
    place += " in " + std::string(*function);
  }
  return place + "\n";
}

std::string indented(const std::string& text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    result += "    " + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return result;
}

/// One exception and what is nested in it; an exception that came from yet another process brings its own trace.
std::string chain_of(const std::exception_ptr& thrown) {
  std::string text;
  bool placed = false;
  auto next = thrown;
  for (int link = 0; next && link < longest_chain; ++link) {
    if (link > 0) text += "  caused by\n";
    std::exception_ptr inner;
    try {
      std::rethrow_exception(next);
    } catch (const RemoteError& error) {
      text += "  an exception of another process\n" + indented(error.trace());
      placed = true;  // as far as it can be told
    } catch (const std::exception& error) {
      text += "  " + name_of(next, error) + ": " + error.what() + "\n";
      const auto place = place_of(error);
      placed = placed || !place.empty();
      text += place;
      if (const auto* nested = dynamic_cast<const std::nested_exception*>(&error)) inner = nested->nested_ptr();
    } catch (...) {
      text += "  an exception that is no std::exception\n";
    }
    next = inner;
  }
  if (!placed) text += "  (no stack trace: this C++ runtime keeps none with an exception)\n";
  return text;
}

std::string trace_of(const std::exception_ptr& thrown) {
  const auto self = current_process();
  return "in process " + self.name() + " (pid " + std::to_string(self.pid().value_or(0)) + "):\n" + chain_of(thrown);
}

}  // namespace

RemoteFailure describe(const std::exception_ptr& thrown) {
  RemoteFailure failure;
  failure.trace = trace_of(thrown);
  const auto* known = find(thrown, failure.payload.bytes);
  if (known != nullptr) failure.key = known->type->name();
  try {
    std::rethrow_exception(thrown);
  } catch (const RemoteError& error) {
    failure.type = error.type();
    failure.message = error.message();
  } catch (const std::exception& error) {
    failure.type = boost::core::demangle((known != nullptr ? *known->type : typeid(error)).name());
    failure.message = error.what();
  } catch (...) {
    if (known != nullptr) failure.type = boost::core::demangle(known->type->name());
    failure.message = "an exception that is no std::exception";
  }
  return failure;
}

std::exception_ptr to_exception(const RemoteFailure& failure) {
  const RemoteError cause(failure.type, failure.message, failure.trace);
  for (const auto* known = known_exceptions(); known != nullptr && !failure.key.empty(); known = known->next) {
    if (failure.key != known->type->name()) continue;
    try {
      LoadingScope scope;
      InputArchive archive(failure.payload.bytes);
      return known->make(archive, cause);
    } catch (...) {
      break;  // its own constructor fails: its text must do
    }
  }
  return std::make_exception_ptr(cause);
}

void rethrow(const RemoteFailure& failure) { std::rethrow_exception(to_exception(failure)); }

}  // namespace detail
}  // namespace multiprocessing
