// SPDX-License-Identifier: BSL-1.0
// A manager for other programs: it listens at a port, and whoever knows the address and the key uses its objects. Here
// two processes that are told nothing else keep a library together. With arguments it is one half of that:
//
//   example-remote_manager serve localhost:5000 KEY      on one computer
//   example-remote_manager visit HOST:5000 KEY           on others
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "multiprocessing/managers/managers.hpp"
#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

/// What is served: an ordinary class. One thread of the server is in it for each client, so it has a lock.
class Library {
 public:
  void add(const std::string& title, int year) {
    const std::lock_guard guard(mutex_);
    years_[title] = year;
  }
  [[nodiscard]] std::optional<int> year_of(const std::string& title) const {
    const std::lock_guard guard(mutex_);
    const auto found = years_.find(title);
    return found == years_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::vector<std::string> titles() const {
    const std::lock_guard guard(mutex_);
    std::vector<std::string> all;
    for (const auto& [title, year] : years_) all.push_back(title);
    return all;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> years_;
};

/// Its proxy: the compiler checks each call, and nothing is generated.
class LibraryProxy : public mp::Proxy<Library> {
 public:
  using Proxy::Proxy;
  void add(const std::string& title, int year) const { call<&Library::add>(title, year); }
  [[nodiscard]] std::optional<int> year_of(const std::string& title) const { return call<&Library::year_of>(title); }
  [[nodiscard]] std::vector<std::string> titles() const { return call<&Library::titles>(); }
};

}  // namespace

template <>
struct multiprocessing::ProxyFor<Library> {
  using type = LibraryProxy;
};

namespace {

mp::BaseManager manager_of_library(const mp::Address& address, const std::string& key) {
  mp::BaseManager manager({.address = address, .authkey = mp::AuthenticationKey(std::string_view(key))});
  manager.register_instance<Library>("library", std::make_shared<Library>(), mp::method<&Library::add>,
                                     mp::method<&Library::year_of>, mp::method<&Library::titles>);
  return manager;
}

void visit(const mp::Address& address, const std::string& key, const std::string& title, int year) {
  auto manager = manager_of_library(address, key);
  manager.connect();
  const auto library = manager.get<Library>("library");
  library.add(title, year);
  std::cout << title + " is there since " + std::to_string(library.year_of(title).value()) + "\n";
}

int both_halves() {
  const std::string key = "only for readers";
  auto server = manager_of_library("localhost:0", key).get_server();
  mp::Process one(visit, server.address(), key, "PEP 371", 2008);
  mp::Process other(visit, server.address(), key, "POSIX", 1988);
  one.start();
  other.start();
  std::jthread serves([&] { server.serve_forever(); });  // it listens already: nobody comes too early
  one.join();
  other.join();

  auto reader = manager_of_library(server.address(), key);
  reader.connect();
  const auto titles = reader.get<Library>("library").titles();
  server.stop();
  return titles == std::vector<std::string>{"PEP 371", "POSIX"} ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  if (argc < 4) return both_halves();
  const std::string role = argv[1];
  if (role == "serve") manager_of_library(argv[2], argv[3]).get_server().serve_forever();
  if (role == "visit") visit(argv[2], argv[3], "A visitor's book", 2024);
  return 0;
}
