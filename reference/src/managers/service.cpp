// SPDX-License-Identifier: BSL-1.0
// One connection of a client: requests are performed one after the other, in a thread of their own.
#include "service.hpp"

#include <boost/core/demangle.hpp>

#include "multiprocessing/remote_error.hpp"
#include "multiprocessing/wait.hpp"
#include "platform/handle.hpp"

namespace multiprocessing::detail {
namespace {

[[noreturn]] void refuse(std::string message) { throw RemoteError("", std::move(message), ""); }

template <class T>
Bytes bytes_of(const T& value) {
  return dumps(value);
}

}  // namespace

std::shared_ptr<void> object_of(const std::shared_ptr<void>& kept, const std::type_info& type) {
  const auto& served = *static_cast<const Served*>(kept.get());
  if (*served.type->type != type) {
    refuse("the object is no " + boost::core::demangle(type.name()) + " but a " +
           boost::core::demangle(served.type->type->name()));
  }
  return served.object;
}

std::pair<ObjectId, std::shared_ptr<void>> serve_object(std::shared_ptr<void> object, const std::type_info& type) {
  auto* service = dynamic_cast<ObjectServer*>(Exchange::current());
  return service->serve_object(std::move(object), type);
}

std::pair<ObjectId, std::shared_ptr<void>> Server::Service::serve_object(std::shared_ptr<void> object,
                                                                         const std::type_info& type) {
  for (const auto& [name, entry] : server_->types_) {
    if (*entry->type != type) continue;
    auto served = server_->table_->put(std::move(object), entry);
    return {served->id, served};
  }
  refuse("a result of type " + boost::core::demangle(type.name()) +
         " cannot be given a proxy: the type is not registered with the manager");
}

Server::Service::Service(std::shared_ptr<Server> server, Connection connection)
    : server_(std::move(server)), connection_(std::move(connection)) {
  // A managed object may fork: its children must not keep a client waiting for the end of a server that has gone.
  platform::keep_from_children(connection_.fileno());
}

void Server::Service::run() {
  try {
    deliver_challenge(connection_, server_->key_);
    answer_challenge(connection_, server_->key_);
    if (!await_request()) return;
    try {
      session_ = server_->table_->session(decode_hello(connection_.recv_bytes(longest_hello)));
    } catch (const UnpicklingError&) {
      connection_.send_bytes(encode(Answer{true, dumps(describe(std::current_exception()))}));
      return;
    }
    connection_.send_bytes(encode(Answer{false, {}}));
    const Exchange::Scope exchange(*this);
    const dummy::detail::Holder::Scope holder(session_->holder);
    const Interruption::Scope interruption(*this);
    while (await_request()) answer(decode_request(connection_.recv_bytes()));
  } catch (const dummy::detail::Interrupted&) {
    // Its client has gone in the middle of a call, or the server ends: nobody is there to be told.
  } catch (const std::exception&) {
    // The connection broke, was not let in, or says what no client says: it ends, and the others go on.
  }
  stop_watching();
}

bool Server::Service::await_request() const {
  const auto ready = wait({connection_, server_->stop_reader_});
  return ready.size() == 1 && ready.front() == 0;
}

void Server::Service::about_to_wait() {
  if (watched_) return;
  watched_ = true;
  server_->watch_.begin(shared_from_this(), connection_);
}

void Server::Service::stop_watching() {
  if (watched_) server_->watch_.end(this);
  watched_ = false;
}

void Server::Service::answer(const Request& request) {
  if (request.ask == Ask::release) {
    (void)session_->claims.remove(request.id);
    return;
  }
  Answer answer;
  try {
    answer.body = perform(request);
  } catch (const dummy::detail::Interrupted&) {
    throw;
  } catch (...) {
    answer = {true, dumps(describe(std::current_exception()))};
  }
  stop_watching();
  connection_.send_bytes(encode(answer));
  if (request.ask == Ask::shutdown) server_->stop();
}

Bytes Server::Service::offer(const ServedPointer& served) {
  session_->claims.add(served);
  return bytes_of(served->id);
}

Bytes Server::Service::call(const Request& request) {
  const auto served = server_->table_->find(request.id);
  const auto method = served->type->methods.find(request.key);
  if (method == served->type->methods.end()) {
    refuse("the type " + boost::core::demangle(served->type->type->name()) + " is registered without the method " +
           boost::core::demangle(request.key.c_str()));
  }
  InputArchive arguments(request.body);
  OutputArchive result;
  try {
    method->second(served->object, arguments, result);
  } catch (const cereal::Exception& error) {
    throw UnpicklingError(error.what());
  }
  return result.take();
}

Bytes Server::Service::perform(const Request& request) {
  auto& table = *server_->table_;
  switch (request.ask) {
    case Ask::create: {
      const auto type = server_->types_.find(request.name);
      if (type == server_->types_.end() || type->second->instance) {
        refuse("the manager makes nothing under the name '" + request.name + "'");
      }
      const auto* maker = find_maker(request.key);
      if (maker == nullptr || *maker->type != *type->second->type) {
        refuse("the program of the server has no way to make a " + request.name +
               " of these arguments: " + boost::core::demangle(request.key.c_str()));
      }
      InputArchive arguments(request.body);
      return offer(table.put(maker->make(arguments), type->second));
    }
    case Ask::get: {
      const auto type = server_->types_.find(request.name);
      if (type == server_->types_.end() || !type->second->instance) {
        refuse("the manager has no object '" + request.name + "'");
      }
      return offer(table.put(type->second->instance, type->second));
    }
    case Ask::call:
      return call(request);
    case Ask::lend:
      table.on_the_way.add(table.find(request.id));
      return {};
    case Ask::claim:
      session_->claims.add(table.find(request.id));
      (void)table.on_the_way.remove(request.id);
      return {};
    case Ask::inherit:
      session_->claims.add_all(table.session(request.body)->claims);
      return {};
    case Ask::count:
      return bytes_of(static_cast<std::uint64_t>(table.count()));
    case Ask::release:
    case Ask::shutdown:
      break;
  }
  return {};
}

}  // namespace multiprocessing::detail
