// SPDX-License-Identifier: BSL-1.0
// BaseManager: starts a server, finds one, ends the one that it started.
#include "multiprocessing/managers/base_manager.hpp"

#include <csignal>
#include <filesystem>

#include "finalizer.hpp"
#include "link.hpp"
#include "multiprocessing/log.hpp"
#include "multiprocessing/remote_error.hpp"
#include "raise.hpp"
#include "server.hpp"

namespace multiprocessing {
namespace detail {

struct ManagerState {
  ManagerOptions options;
  Registry registry;
  AuthenticationKey key;
  std::optional<Address> bound;
  std::optional<Process> process;
  std::shared_ptr<Link> link;
  Finalizer finalizer;

  [[nodiscard]] Link& server() const {
    if (!link) throw AssertionError("the manager has not been started, nor connected");
    return *link;
  }
};

namespace {

constexpr int exit_priority = 0;  // after the proxies of this process

Listener listen(const std::optional<Address>& address) {
  ListenerOptions options;
  options.authkey.reset();  // each client shows its key to the thread that serves it: a silent one keeps nobody waiting
  return address ? Listener(*address, options) : Listener(options);
}

/// Asks the server to end. It may have ended, or not answer.
void ask_to_end(const Address& address, const AuthenticationKey& key, const Timeout& timeout) {
  try {
    Connection connection = Client(address, {.authkey = key, .timeout = timeout});
    // Each answer is received: what is not, would take the next request along when the connection is closed.
    connection.send_bytes(encode_hello(Bytes(session_bytes)));
    if (!connection.poll(timeout)) return;
    (void)connection.recv_bytes();
    connection.send_bytes(encode(Request{Ask::shutdown, 0, {}, {}, {}}));
    if (connection.poll(timeout)) (void)connection.recv_bytes();
  } catch (const std::exception& error) {
    get_logger().debug(std::string("the server of a manager was asked to end: ") + error.what());
  }
}

/// What a server that was killed leaves of an address that nobody has chosen: its socket, in a folder of its own.
void remove_socket(const Address& address) {
  const auto* socket = std::get_if<UnixAddress>(&address.value());
  if (socket == nullptr) return;
  std::error_code gone_already;
  const std::filesystem::path path(socket->path);
  std::filesystem::remove(path, gone_already);
  std::filesystem::remove(path.parent_path(), gone_already);
}

void end_server(Process& process, const Address& address, const AuthenticationKey& key, const Timeout& timeout) {
  if (process.join(std::chrono::nanoseconds{0})) return;
  ask_to_end(address, key, timeout);
  if (process.join(timeout)) return;
  process.terminate();
  if (process.join(timeout)) return;
  process.kill();
  process.join();
}

}  // namespace

void run_manager(const ManagerSetup& setup, Connection ready, const std::function<void()>& initializer) {
  std::signal(SIGINT, SIG_IGN);  // whoever is interrupted may need the server to clean up
  forget_links();
  set_authkey(setup.key);  // objects that are served here may have proxies of others
  std::shared_ptr<Server> server;
  try {
    initializer();
    server = std::make_shared<Server>(setup.registry, listen(setup.address), setup.key);
  } catch (...) {
    ready.send(std::optional(describe(std::current_exception())));
    exit(1);
  }
  ready.send(std::optional<RemoteFailure>());
  ready.send(server->address());
  ready.close();
  server->serve(parent_process());
}

}  // namespace detail

using detail::live;

BaseManager::BaseManager(ManagerOptions options) : state_(std::make_unique<detail::ManagerState>()) {
  state_->key = options.authkey ? *options.authkey : authkey();
  state_->options = std::move(options);
}

BaseManager::BaseManager(BaseManager&& other) noexcept = default;
BaseManager& BaseManager::operator=(BaseManager&& other) noexcept {
  if (this == &other) return *this;
  BaseManager ended(std::move(*this));
  state_ = std::move(other.state_);
  return *this;
}
BaseManager::~BaseManager() = default;  // the finalizer runs

void BaseManager::add(detail::Registration registration) {
  auto& state = *live(state_, "manager");
  if (state.link) throw AssertionError("types are registered before the manager is started or connected");
  state.registry.add(std::move(registration));
}

void BaseManager::start() {
  start([] {});
}

void BaseManager::start_process(const MakeProcess& make_process) {
  auto& state = *live(state_, "manager");
  if (state.link) throw AssertionError("the manager has been started or connected already");
  auto [reader, writer] = Pipe(false);
  ProcessOptions how;
  how.name = current_process().name() + "-Manager";
  how.daemon = false;
  how.start_method = state.options.start_method;
  Process process = make_process({state.registry, state.options.address, state.key}, writer, how);
  process.start();
  writer.close();
  Address bound;
  try {
    if (const auto failure = reader.recv<std::optional<detail::RemoteFailure>>()) detail::rethrow(*failure);
    bound = reader.recv<Address>();
  } catch (...) {
    process.kill();
    process.join();
    throw;
  }
  state.bound = bound;
  state.process = process;
  const auto end = [process, bound, chosen = state.options.address.has_value(), key = state.key,
                    timeout = state.options.shutdown_timeout]() mutable {
    detail::end_server(process, bound, key, timeout);
    if (!chosen && process.exitcode() != 0) detail::remove_socket(bound);
  };
  state.finalizer = detail::Finalizer(end, detail::exit_priority);
  state.link = detail::Link::to(bound, state.key);
}

void BaseManager::connect() {
  auto& state = *live(state_, "manager");
  if (state.link) throw AssertionError("the manager has been started or connected already");
  if (!state.options.address) throw ValueError("a manager needs an address to connect to");
  auto link = detail::Link::to(*state.options.address, state.key);
  link->connect();
  state.bound = state.options.address;
  state.link = std::move(link);
}

ManagerServer BaseManager::get_server() const {
  auto& state = *live(state_, "manager");
  return ManagerServer(
      std::make_shared<detail::Server>(state.registry, detail::listen(state.options.address), state.key));
}

std::shared_ptr<detail::Reference> BaseManager::make(const std::type_info& type, const std::string& key,
                                                     Bytes arguments) const {
  auto& state = *live(state_, "manager");
  auto& link = state.server();
  const auto answer = link.call({detail::Ask::create, 0, state.registry.name_of(type), key, std::move(arguments)});
  return link.adopt(detail::loads<detail::ObjectId>(answer));
}

std::shared_ptr<detail::Reference> BaseManager::find(std::string_view name) const {
  auto& link = live(state_, "manager")->server();
  const auto answer = link.call({detail::Ask::get, 0, std::string(name), {}, {}});
  return link.adopt(detail::loads<detail::ObjectId>(answer));
}

const void* BaseManager::server() const { return &live(state_, "manager")->server(); }

std::size_t BaseManager::number_of_objects() const {
  const auto answer = live(state_, "manager")->server().ask({detail::Ask::count, 0, {}, {}, {}});
  return static_cast<std::size_t>(detail::loads<std::uint64_t>(answer));
}

Address BaseManager::address() const {
  auto& state = *live(state_, "manager");
  if (!state.bound) throw AssertionError("the manager has not been started, nor connected");
  return *state.bound;
}

Process BaseManager::process() const {
  auto& state = *live(state_, "manager");
  if (!state.process) throw AssertionError("the manager has not started a server");
  return *state.process;
}

void BaseManager::shutdown() { (void)live(state_, "manager")->finalizer.run(); }

bool BaseManager::join(Timeout timeout) const { return process().join(timeout); }

Address ManagerServer::address() const { return server_->address(); }
void ManagerServer::serve_forever() { server_->serve(std::nullopt); }
void ManagerServer::stop() { server_->stop(); }

}  // namespace multiprocessing
