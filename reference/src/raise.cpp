// SPDX-License-Identifier: BSL-1.0
// From the platform's results to the library's exceptions.
#include "raise.hpp"

namespace multiprocessing::detail {

void raise(const platform::error& failure) {
  if (failure.unsupported()) throw UnsupportedError(failure.message());
  auto what = std::string(failure.operation);
  if (!failure.reason.empty()) what += " (" + failure.reason + ")";
  throw OSError(failure.code, what);
}

void raise_os(std::errc code, const std::string& what) { throw OSError(std::make_error_code(code), what); }

}  // namespace multiprocessing::detail
