// SPDX-License-Identifier: BSL-1.0
// Errors of primitives, made and put into words.
#include "platform/error.hpp"

namespace multiprocessing::platform {

std::string error::message() const {
  std::string text(operation);
  if (code && !unsupported()) text += ": " + code.message();
  if (unsupported()) text += " is not supported here";
  if (!reason.empty()) text += (unsupported() ? ": " : " (") + reason + (unsupported() ? "" : ")");
  return text;
}

error native_error(std::string_view operation, int code, std::string reason) {
  return {operation, std::error_code(code, std::system_category()), std::move(reason)};
}

error unsupported_error(std::string_view operation, std::string reason) {
  return {operation, std::make_error_code(std::errc::not_supported), std::move(reason)};
}

}  // namespace multiprocessing::platform
