// SPDX-License-Identifier: BSL-1.0
// How the death of a worker is told.
#include "multiprocessing/pool_errors.hpp"

#include <boost/core/demangle.hpp>
#include <csignal>

#include "multiprocessing/task_unit.hpp"

namespace multiprocessing {
namespace {

constexpr int kill_number = 9;  // SIGKILL has no name in C++, and this number wherever there are signals

std::string name_of_signal(int number) {
  switch (number) {
    case SIGABRT:
      return "SIGABRT";
    case SIGFPE:
      return "SIGFPE";
    case SIGILL:
      return "SIGILL";
    case SIGINT:
      return "SIGINT";
    case SIGSEGV:
      return "SIGSEGV";
    case SIGTERM:
      return "SIGTERM";
    case kill_number:
      return "SIGKILL";
    default:
      return "signal " + std::to_string(number);
  }
}

std::string guess(int exitcode) {
  switch (-exitcode) {
    case kill_number:
      return "perhaps the system ran out of memory and chose it, or somebody killed it";
    case SIGABRT:
      return "perhaps an exception left a noexcept function or a destructor, or an assertion failed";
    case SIGSEGV:
      return "perhaps it used memory that is not its own, or its stack was too small";
    case SIGILL:
      return "perhaps it was built for another processor";
    default:
      return {};
  }
}

std::string told(const std::string& worker, int exitcode) {
  std::string text = "the worker " + worker + " ended before its task was done: ";
  text += exitcode < 0 ? name_of_signal(-exitcode) + " ended it" : "it exited with code " + std::to_string(exitcode);
  const std::string hint = guess(exitcode);
  return hint.empty() ? text : text + " (" + hint + ")";
}

}  // namespace

WorkerDiedError::WorkerDiedError(std::string worker, int exitcode)
    : ProcessError(told(worker, exitcode)), worker_(std::move(worker)), exitcode_(exitcode) {}

std::string WorkerDiedError::hint() const { return guess(exitcode_); }

namespace detail {

void refuse_result(const std::type_info& type) {
  std::string why = "what is no std::exception";
  try {
    throw;
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
  }
  std::throw_with_nested(
      MaybeEncodingError("a result of type " + boost::core::demangle(type.name()) + " cannot be sent: " + why));
}

}  // namespace detail
}  // namespace multiprocessing
