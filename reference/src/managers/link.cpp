// SPDX-License-Identifier: BSL-1.0
// What a client process has to do with one server.
#include "link.hpp"

#include <array>

#include "fork_aware.hpp"
#include "multiprocessing/remote_error.hpp"
#include "platform/handle.hpp"
#include "platform/random.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

/// Never destroyed: proxies of static storage may go later.
struct Links {
  std::mutex mutex;
  std::map<std::string, std::weak_ptr<Link>> known;  // by address

  static Links& of_process() {
    static auto& instance = *new Links;
    return instance;
  }
};

/// The connections of one thread.
struct ThreadConnection {
  std::weak_ptr<Link> link;
  std::uint32_t generation = 0;  // a forked child must not talk in the place of its parent
  Connection connection;
};
thread_local std::map<const Link*, ThreadConnection> of_this_thread;

Bytes new_session() {
  Bytes name(session_bytes);
  checked(platform::random_bytes(name));
  return name;
}

Bytes exchange_messages(Connection& connection, const Bytes& request) {
  Answer answer;
  try {
    connection.send_bytes(request);
    answer = decode_answer(connection.recv_bytes());
  } catch (const OSError&) {
    // However the system puts it: the server, or this connection to it, is no more.
    throw EOFError();
  }
  if (!answer.failed) return std::move(answer.body);
  rethrow(loads<RemoteFailure>(answer.body));
}

}  // namespace

Link::Link(Address its_address, AuthenticationKey its_key)
    : address(std::move(its_address)), key(std::move(its_key)), session_(new_session()) {}

std::shared_ptr<Link> Link::to(const Address& address, const std::optional<AuthenticationKey>& key) {
  auto& links = Links::of_process();
  const std::lock_guard guard(links.mutex);
  std::erase_if(links.known, [](const auto& each) { return each.second.expired(); });
  auto& place = links.known[address.to_string()];
  auto link = place.lock();
  if (!link || (key && link->key != *key)) place = link = std::make_shared<Link>(address, key ? *key : authkey());
  return link;
}

Connection Link::open(const Bytes& its_session) const {
  auto connection = Client(address, {.authkey = key});
  platform::keep_from_children(connection.fileno());
  (void)exchange_messages(connection, encode_hello(its_session));
  return connection;
}

void Link::connect() {
  const std::lock_guard guard(mutex_);
  if (shared_.closed()) shared_ = open(session_);
}

void Link::disconnect() {
  const std::lock_guard guard(mutex_);
  shared_ = Connection();
  session_ = new_session();
}

Bytes Link::ask(const Request& request) {
  const std::lock_guard guard(mutex_);
  try {
    if (shared_.closed()) shared_ = open(session_);
  } catch (const OSError&) {
    throw EOFError();
  }
  try {
    return exchange_messages(shared_, encode(request));
  } catch (const EOFError&) {
    shared_.close();
    throw;
  }
}

Bytes Link::call(const Request& request) {
  std::erase_if(of_this_thread, [](const auto& each) { return each.second.link.expired(); });
  auto& mine = of_this_thread[this];
  if (mine.link.expired() || mine.generation != fork_generation() || mine.connection.closed()) {
    Bytes session;
    {
      const std::lock_guard guard(mutex_);
      session = session_;
    }
    try {
      mine = {weak_from_this(), fork_generation(), open(session)};
    } catch (const OSError&) {
      throw EOFError();
    }
  }
  auto connection = mine.connection;  // loading the answer may use this thread's connections, too
  try {
    return exchange_messages(connection, encode(request));
  } catch (const EOFError&) {
    connection.close();
    throw;
  }
}

void Link::release(ObjectId id) noexcept {
  try {
    const std::lock_guard guard(mutex_);
    if (!shared_.closed()) shared_.send_bytes(encode(Request{Ask::release, id, {}, {}, {}}));
  } catch (const std::exception&) {
    // The server has gone, and the object with it.
  }
}

Reference::Reference(std::shared_ptr<Link> link, ObjectId id) noexcept : link_(std::move(link)), id_(id) {}
Reference::~Reference() { link_->release(id_); }

ForkedLinks::ForkedLinks() : guard_(Links::of_process().mutex) {
  for (const auto& [address, known] : Links::of_process().known) {
    auto link = known.lock();
    if (!link) continue;
    Prepared prepared{link, std::unique_lock(link->mutex_), {}, {}};
    if (!link->shared_.closed()) {
      try {
        prepared.session = new_session();
        prepared.connection = Client(link->address, {.authkey = link->key});
        (void)exchange_messages(prepared.connection, encode_hello(prepared.session));
        Request inherit{Ask::inherit, 0, {}, {}, link->session_};
        (void)exchange_messages(prepared.connection, encode(inherit));
      } catch (const std::exception&) {
        prepared.connection = Connection();  // the server has gone: the child will see it when it uses a proxy
      }
    }
    prepared_.push_back(std::move(prepared));
  }
}

void ForkedLinks::in_child() {
  for (auto& each : prepared_) {
    each.link->session_ = each.session.empty() ? new_session() : each.session;
    each.link->shared_ = std::move(each.connection);
    if (!each.link->shared_.closed()) platform::keep_from_children(each.link->shared_.fileno());
  }
  prepared_.clear();
  guard_.unlock();
}

void forget_links() {
  auto& links = Links::of_process();
  const std::lock_guard guard(links.mutex);
  for (const auto& [address, known] : links.known) {
    if (const auto link = known.lock()) link->disconnect();
  }
}

}  // namespace multiprocessing::detail
