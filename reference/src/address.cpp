// SPDX-License-Identifier: BSL-1.0
// Addresses from text, and as text.
#include "multiprocessing/address.hpp"

#include <charconv>
#include <ostream>

#include "platform/listener.hpp"

namespace multiprocessing {
namespace {

std::uint16_t port_of(std::string_view digits, std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (failure != std::errc() || end != digits.data() + digits.size())
    throw ValueError("'" + std::string(text) + "' has no port below 65536 behind its last colon");
  return port;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Address::Address(std::string_view text) {
  if (text.empty()) throw ValueError("an address cannot be empty");
  const auto colon = text.rfind(':');
  const bool bracketed = text.front() == '[' && colon != std::string_view::npos && colon > 0 && text[colon - 1] == ']';
  if (text.starts_with("\\\\")) {
    value_ = PipeAddress{std::string(text)};
  } else if (text.front() == '@') {
    value_ = UnixAddress{'\0' + std::string(text.substr(1))};
  } else if (bracketed) {
    value_ = InetAddress{std::string(text.substr(1, colon - 2)), port_of(text.substr(colon + 1), text)};
  } else if (text.find('/') == std::string_view::npos && text.front() != '\0' && colon != std::string_view::npos &&
             is_number(text.substr(colon + 1))) {
    value_ = InetAddress{std::string(text.substr(0, colon)), port_of(text.substr(colon + 1), text)};
  } else {
    value_ = UnixAddress{std::string(text)};
  }
}

std::string Address::to_string() const {
  if (const auto* inet = std::get_if<InetAddress>(&value_)) {
    const bool brackets = inet->host.find(':') != std::string::npos;
    return (brackets ? "[" + inet->host + "]" : inet->host) + ":" + std::to_string(inet->port);
  }
  if (const auto* pipe = std::get_if<PipeAddress>(&value_)) return pipe->name;
  const auto& path = std::get<UnixAddress>(value_).path;
  if (path.starts_with('\0')) return "@" + path.substr(1);
  // What could be read as something else is led by a folder.
  const bool plain = !path.empty() && path.front() != '@' && path.front() != '[' && !path.starts_with("\\\\") &&
                     (path.find(':') == std::string::npos || path.find('/') != std::string::npos);
  return plain ? path : "./" + path;
}

std::ostream& operator<<(std::ostream& out, const Address& address) { return out << address.to_string(); }

std::vector<Family> families() {
  std::vector<Family> known{Family::inet};
  switch (platform::kind_of_stream_names()) {
    case platform::stream_names::paths:
      known.push_back(Family::unix_socket);
      break;
    case platform::stream_names::pipes:
      known.push_back(Family::pipe);
      break;
    case platform::stream_names::none:
      break;
  }
  return known;
}

Family default_family() { return families().back(); }

}  // namespace multiprocessing
