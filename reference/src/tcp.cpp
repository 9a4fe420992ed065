// SPDX-License-Identifier: BSL-1.0
// Ports of TCP, by Boost.Asio.
#include "tcp.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <vector>

#include "fork_aware.hpp"
#include "platform/handle.hpp"
#include "platform/socket.hpp"
#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

[[noreturn]] void raise_asio(const error_code& failure, const std::string& what) {
  std::error_code code = failure;
  // Asio knows the meaning of more numbers than some standard libraries do (WSAECONNREFUSED).
  const auto meant = failure.default_error_condition();
  if (meant.category() == boost::system::generic_category() && code.default_error_condition().value() != meant.value())
    code = std::make_error_code(static_cast<std::errc>(meant.value()));
  throw OSError(code, what);
}

void require(const error_code& failure, const std::string& what) {
  if (failure) raise_asio(failure, what);
}

/// All that the host means, best first. Numbers and "localhost" need no name service, which small systems have not got.
std::vector<tcp::endpoint> endpoints_of(asio::io_context& context, const InetAddress& address) {
  const auto number = address.port;
  if (address.host.empty()) return {{tcp::v4(), number}};
  if (address.host == "localhost")
    return {{asio::ip::address_v4::loopback(), number}, {asio::ip::address_v6::loopback(), number}};
  error_code failure;
  const auto numeric = asio::ip::make_address(address.host, failure);
  if (!failure) return {{numeric, number}};
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(address.host, std::to_string(number), tcp::resolver::numeric_service, failure);
  require(failure, "looking up the host '" + address.host + "'");
  std::vector<tcp::endpoint> all;
  for (const auto& each : found) all.push_back(each.endpoint());
  return all;
}

InetAddress address_of(const tcp::endpoint& endpoint) { return {endpoint.address().to_string(), endpoint.port()}; }

std::string text_of(const tcp::endpoint& endpoint) { return Address(address_of(endpoint)).to_string(); }

template <class Socket>
platform::native_handle native_of(Socket& socket) {
  return static_cast<platform::native_handle>(socket.native_handle());
}

/// Out of Asio's hands. Messages are small and wanted at once (CPython, issue 20540), and a peer whose computer has
/// gone shall be missed some day.
platform::handle stream_of(tcp::socket& socket) {
  error_code failure;
  socket.set_option(tcp::no_delay(true), failure);
  socket.set_option(asio::socket_base::keep_alive(true), failure);  // whoever cannot have these does without
  const auto native = native_of(socket);
  socket.release(failure);
  if (failure == asio::error::operation_not_supported) {
    // Wine 8.0 cannot take a socket from Asio's completion port, as Windows can from 8.1 on; Asio closes its own.
    const auto own = checked(platform::duplicate(native)).release();
    return checked(platform::adopt_socket(own));
  }
  require(failure, "taking over a socket");
  return checked(platform::adopt_socket(native));
}

}  // namespace

struct TcpListener::Asio {
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
};

TcpListener::TcpListener(const InetAddress& address, int backlog) : asio_(std::make_unique<Asio>()) {
  const auto endpoint = endpoints_of(asio_->context, address).front();
  error_code failure;
  {
    const ForkGuard no_child_in_between;  // Asio's sockets are inherited until we say otherwise
    asio_->acceptor.open(endpoint.protocol(), failure);
    require(failure, "socket");
    checked(platform::keep_from_programs(native()));
  }
  checked(platform::prepare_to_listen(native()));
  asio_->acceptor.bind(endpoint, failure);
  require(failure, "bind(" + text_of(endpoint) + ")");
  asio_->acceptor.listen(backlog, failure);
  require(failure, "listen(" + text_of(endpoint) + ")");
}

TcpListener::~TcpListener() = default;

platform::native_handle TcpListener::native() const { return native_of(asio_->acceptor); }

InetAddress TcpListener::address() const {
  error_code failure;
  const auto endpoint = asio_->acceptor.local_endpoint(failure);
  require(failure, "getsockname");
  return address_of(endpoint);
}

TcpListener::Accepted TcpListener::accept(const platform::deadline& until) {
  const auto waited = native();
  while (true) {
    {
      const ForkGuard no_child_in_between;
      error_code failure;
      asio_->acceptor.non_blocking(true, failure);  // each time: on Windows a wait leaves behind a socket that waits
      require(failure, "a socket that does not wait");
      tcp::endpoint from;
      tcp::socket socket(asio_->context);
      asio_->acceptor.accept(socket, from, failure);
      if (!failure) {
        checked(platform::keep_from_programs(native_of(socket)));
        return {stream_of(socket), address_of(from)};
      }
      if (failure != asio::error::would_block && failure != asio::error::try_again) raise_asio(failure, "accept");
    }
    if (platform::passed(until)) return {};
    static_cast<void>(checked(platform::wait_any({&waited, 1}, until)));
  }
}

platform::handle connect_tcp(const InetAddress& address, const platform::deadline& until) {
  asio::io_context context(1);
  error_code outcome = asio::error::host_not_found;
  for (auto endpoint : endpoints_of(context, address)) {
    // Where somebody listens at all addresses of a computer, one of them is its own.
    if (endpoint.address().is_unspecified()) {
      if (endpoint.address().is_v4()) endpoint.address(asio::ip::address_v4::loopback());
      if (endpoint.address().is_v6()) endpoint.address(asio::ip::address_v6::loopback());
    }
    tcp::socket socket(context);
    {
      const ForkGuard no_child_in_between;
      socket.open(endpoint.protocol(), outcome);
      if (outcome) continue;
      checked(platform::keep_from_programs(native_of(socket)));
    }
    outcome = asio::error::timed_out;
    socket.async_connect(endpoint, [&](const error_code& done) { outcome = done; });
    context.restart();
    if (until) {
      context.run_until(*until);
      context.poll();  // what is there at once counts, however little time there was
    } else {
      context.run();
    }
    if (!outcome) return stream_of(socket);
    const bool out_of_time = !context.stopped();
    error_code ignored;
    socket.close(ignored);
    context.restart();
    context.run();  // what was called off comes back once more
    if (out_of_time) outcome = asio::error::timed_out;
    if (out_of_time) break;
  }
  raise_asio(outcome, "connect(" + Address(address).to_string() + ")");
}

}  // namespace multiprocessing::detail
