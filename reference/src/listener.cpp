// SPDX-License-Identifier: BSL-1.0
// Listeners of all families.
#include "multiprocessing/listener.hpp"

#include <mutex>

#include "challenge.hpp"
#include "connection_state.hpp"
#include "multiprocessing/client.hpp"
#include "platform/listener.hpp"
#include "raise.hpp"
#include "tcp.hpp"

namespace multiprocessing {
namespace detail {
namespace {

struct Accepted {
  platform::handle stream;  // invalid if the deadline passed first
  std::optional<Address> from;
};

/// What listens, whatever its family.
class Source {
 public:
  virtual ~Source() = default;
  virtual Accepted accept(const platform::deadline& until) = 0;
  [[nodiscard]] virtual Address address() const = 0;
  [[nodiscard]] virtual platform::native_handle native() const = 0;
};

class InetSource final : public Source {
 public:
  InetSource(const InetAddress& address, int backlog) : listener_(address, backlog) {}
  Accepted accept(const platform::deadline& until) override {
    auto accepted = listener_.accept(until);
    return {std::move(accepted.stream), Address(std::move(accepted.from))};
  }
  [[nodiscard]] Address address() const override { return listener_.address(); }
  [[nodiscard]] platform::native_handle native() const override { return listener_.native(); }

 private:
  TcpListener listener_;
};

class LocalSource final : public Source {
 public:
  explicit LocalSource(std::unique_ptr<platform::stream_listener> listener) : listener_(std::move(listener)) {}
  Accepted accept(const platform::deadline& until) override {
    const std::lock_guard one_at_a_time(mutex_);
    return {checked(listener_->accept(until)), std::nullopt};
  }
  [[nodiscard]] Address address() const override {
    if (default_family() == Family::pipe) return PipeAddress{listener_->name()};
    return UnixAddress{listener_->name()};
  }
  [[nodiscard]] platform::native_handle native() const override { return listener_->native(); }

 private:
  std::mutex mutex_;
  std::unique_ptr<platform::stream_listener> listener_;
};

void require_family(Family family) {
  for (const auto known : families()) {
    if (known == family) return;
  }
  throw ValueError(family == Family::pipe ? "named pipes of Windows are not known on this system"
                                          : "sockets with a path are not known on this system");
}

std::unique_ptr<Source> make_source(const Address& address, int backlog) {
  require_family(address.family());
  if (const auto* inet = std::get_if<InetAddress>(&address.value()))
    return std::make_unique<InetSource>(*inet, backlog);
  const auto* pipe = std::get_if<PipeAddress>(&address.value());
  const auto& name = pipe != nullptr ? pipe->name : std::get<UnixAddress>(address.value()).path;
  return std::make_unique<LocalSource>(checked(platform::listen_stream(name, backlog)));
}

std::unique_ptr<Source> make_source(Family family, int backlog) {
  if (family == Family::inet) return make_source(InetAddress{"localhost", 0}, backlog);
  require_family(family);
  return std::make_unique<LocalSource>(checked(platform::listen_stream()));
}

}  // namespace

struct ListenerState final : ForkAware {
  ListenerState(std::unique_ptr<Source> made, ListenerOptions given)
      : source(std::move(made)), options(std::move(given)) {
    follow_forks();
  }
  ~ListenerState() override { ignore_forks(); }
  void after_fork_in_child() noexcept override {
    abandon(mutex);
    source.reset();  // the address belongs to the parent; its path stays
  }

  std::shared_ptr<Source> open() const {
    const std::lock_guard guard(mutex);
    if (!source) raise_os(std::errc::bad_file_descriptor, "listener is closed");
    return source;
  }

  mutable std::mutex mutex;  // guards the two that follow
  std::shared_ptr<Source> source;
  std::optional<Address> last_accepted;
  const ListenerOptions options;
};

}  // namespace detail

Listener::Listener(ListenerOptions options) {
  auto source = detail::make_source(options.family.value_or(default_family()), options.backlog);
  state_ = std::make_shared<detail::ListenerState>(std::move(source), std::move(options));
}

Listener::Listener(Address address, ListenerOptions options) {
  if (options.family.value_or(address.family()) != address.family())
    throw ValueError("the address '" + address.to_string() + "' is not of the family that was asked for");
  auto source = detail::make_source(address, options.backlog);
  state_ = std::make_shared<detail::ListenerState>(std::move(source), std::move(options));
}

Connection Listener::accept() { return *accept(std::nullopt); }

std::optional<Connection> Listener::accept(Timeout timeout) {
  auto& state = *state_;
  auto accepted = state.open()->accept(platform::deadline_after(timeout));
  if (!accepted.stream) return std::nullopt;
  auto connection = detail::ConnectionAccess::make(std::move(accepted.stream));
  {
    const std::lock_guard guard(state.mutex);
    state.last_accepted = std::move(accepted.from);
  }
  if (state.options.authkey) detail::admit(connection, *state.options.authkey, state.options.handshake);
  return connection;
}

void Listener::close() {
  std::shared_ptr<detail::Source> ended;
  const std::lock_guard guard(state_->mutex);
  ended.swap(state_->source);
}

bool Listener::closed() const {
  const std::lock_guard guard(state_->mutex);
  return !state_->source;
}

Address Listener::address() const { return state_->open()->address(); }

std::optional<Address> Listener::last_accepted() const {
  const std::lock_guard guard(state_->mutex);
  return state_->last_accepted;
}

std::intptr_t Listener::fileno() const { return state_->open()->native(); }

Connection Client(const Address& address, const ClientOptions& options) {
  detail::require_family(address.family());
  const auto until = platform::deadline_after(options.timeout);
  const auto connect = [&] {
    if (const auto* inet = std::get_if<InetAddress>(&address.value())) return detail::connect_tcp(*inet, until);
    const auto* pipe = std::get_if<PipeAddress>(&address.value());
    const auto& name = pipe != nullptr ? pipe->name : std::get<UnixAddress>(address.value()).path;
    return detail::checked(platform::connect_stream(name, until));
  };
  auto connection = detail::ConnectionAccess::make(connect());
  if (options.authkey)
    detail::introduce(connection, *options.authkey, {platform::time_left(until), options.allow_legacy_md5});
  return connection;
}

}  // namespace multiprocessing
