// SPDX-License-Identifier: BSL-1.0
// What a client process has to do with one server.
#include "link.hpp"

#include <array>

#include "fork_aware.hpp"
#include "multiprocessing/remote_error.hpp"
#include "platform/handle.hpp"
#include "platform/random.hpp"
#include "raise.hpp"
#include "thread_owned.hpp"

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
using ThreadConnections = std::map<const Link*, ThreadConnection>;

Bytes new_session() {
  Bytes name(session_bytes);
  checked(platform::random_bytes(name));
  return name;
}

/// The answer, or EOFError if the server, or this connection to it, is no more, however the system puts it.
Answer exchange_messages(Connection& connection, const Bytes& request) {
  try {
    connection.send_bytes(request);
    return decode_answer(connection.recv_bytes());
  } catch (const OSError&) {
    connection.close();
    throw EOFError();
  } catch (const EOFError&) {
    connection.close();
    throw;
  }
}

/// What was asked for, or what it threw there.
Bytes result_of(Answer answer) {
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
  (void)result_of(exchange_messages(connection, encode_hello(its_session)));
  return connection;
}

void Link::connect() {
  const std::lock_guard guard(mutex_);
  if (!shared_.closed()) return;
  shared_ = open(session_);
  admitted_ = true;
}

void Link::disconnect() {
  const std::lock_guard guard(mutex_);
  shared_ = Connection();
  session_ = new_session();
}

template <class Action>
auto Link::while_it_serves(Action action) {
  try {
    return action();
  } catch (const OSError&) {
    throw EOFError();
  } catch (const AuthenticationError&) {
    // The key was right before: it ends in this very moment.
    if (admitted_) throw EOFError();
    throw;
  }
}

Bytes Link::hold_session() {
  while_it_serves([this] { connect(); });
  const std::lock_guard guard(mutex_);
  return session_;
}

Bytes Link::ask(const Request& request) {
  (void)hold_session();
  Answer answer;
  {
    const std::lock_guard guard(mutex_);
    answer = while_it_serves([&] { return exchange_messages(shared_, encode(request)); });
  }
  return result_of(std::move(answer));
}

Bytes Link::call(const Request& request) {
  auto& of_this_thread = thread_owned<ThreadConnections>();
  std::erase_if(of_this_thread, [](const auto& each) { return each.second.link.expired(); });
  auto& mine = of_this_thread[this];
  if (mine.link.expired() || mine.generation != fork_generation() || mine.connection.closed()) {
    const auto session = hold_session();
    mine = {weak_from_this(), fork_generation(), while_it_serves([&] { return open(session); })};
  }
  auto connection = mine.connection;  // loading the answer may use this thread's connections, too
  return result_of(exchange_messages(connection, encode(request)));
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
        (void)result_of(exchange_messages(prepared.connection, encode_hello(prepared.session)));
        Request inherit{Ask::inherit, 0, {}, {}, link->session_};
        (void)result_of(exchange_messages(prepared.connection, encode(inherit)));
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
