// SPDX-License-Identifier: BSL-1.0
// The server of a manager: accepts connections, gives each a thread, and ends them all when it ends.
#include "server.hpp"

#include <thread>

#include "multiprocessing/log.hpp"
#include "multiprocessing/wait.hpp"
#include "platform/thread_end.hpp"
#include "service.hpp"

namespace multiprocessing::detail {
namespace {

constexpr auto pause_after_failure = std::chrono::milliseconds(100);

std::map<std::string, std::shared_ptr<const TypeEntry>, std::less<>> entries(const Registry& registry) {
  std::map<std::string, std::shared_ptr<const TypeEntry>, std::less<>> types;
  for (const auto& known : registry.types) {
    auto entry = std::make_shared<TypeEntry>(known.describe());
    entry->instance = known.instance;
    types.emplace(known.name, std::move(entry));
  }
  return types;
}

}  // namespace

Server::Server(const Registry& registry, Listener listener, AuthenticationKey key)
    : types_(entries(registry)), listener_(std::move(listener)), key_(std::move(key)) {
  std::tie(stop_reader_, stop_writer_) = Pipe(false);
}

void Server::stop() {
  const std::lock_guard guard(mutex_);
  stop_writer_.close();
}

void Server::accept_clients(const std::optional<Process>& parent) {
  std::vector<Waitable> ends{stop_reader_};
  if (parent) ends.emplace_back(parent->sentinel());
  for (;;) {
    std::vector<Waitable> objects{listener_};
    objects.insert(objects.end(), ends.begin(), ends.end());
    if (wait(objects).back() != 0) return;
    try {
      auto connection = listener_.accept(std::chrono::nanoseconds{0});
      if (!connection) continue;
      auto service = std::make_shared<Service>(shared_from_this(), std::move(*connection));
      {
        const std::lock_guard guard(mutex_);
        services_.remove_if([](const auto& each) { return each.expired(); });
        services_.push_back(service);
      }
      platform::detach_thread(std::thread([service = std::move(service)]() mutable {
        service->run();
        service.reset();
      }));
    } catch (const std::exception& error) {
      // One client that cannot be served, for want of a thread or a descriptor, or because it has gone.
      get_logger().warning(std::string("a manager could not accept a client: ") + error.what());
      // Whoever waits is still there, and what is wanting may be free later: not at once, and not without an end.
      if (!wait(ends, pause_after_failure).empty()) return;
    }
  }
}

void Server::serve(const std::optional<Process>& parent) {
  accept_clients(parent);
  stop();
  listener_.close();
  std::list<std::weak_ptr<Service>> last;
  {
    const std::lock_guard guard(mutex_);
    last.swap(services_);
  }
  for (const auto& each : last) {
    if (const auto service = each.lock()) service->request();
  }
}

}  // namespace multiprocessing::detail
