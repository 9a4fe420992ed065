// SPDX-License-Identifier: BSL-1.0
// For systems that the runner cannot start programs on yet: it says so for each case, and everything else works.
#include <boost/asio/post.hpp>
#include <csignal>
#include <thread>

#include "contain.hpp"

namespace procport::runner {

struct Containment::Impl {
  boost::asio::io_context& io;
};

Containment::Containment(boost::asio::io_context& io) : impl_(new Impl{io}) {}
Containment::~Containment() = default;
std::string Containment::kind() const { return "none"; }
void Containment::start(const Launch&, Done done) {
  Ending ending;
  ending.error = "this system has no launcher in the runner (see contain.hpp)";
  ending.containment = "none";
  boost::asio::post(impl_->io, [done = std::move(done), ending]() mutable { done(std::move(ending)); });
}
void Containment::stop_all() {}
std::vector<std::string> Containment::sweep() { return {}; }

Target this_target() {
  Target target;
  target.name = target.os = target.os_version = target.kernel = target.arch = target.libc = "unknown";
  target.endian = "little";
  target.bits = static_cast<int>(sizeof(void*) * 8);
  target.cpus = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return target;
}
std::filesystem::path program_folder(const char* argv0) { return std::filesystem::absolute(argv0).parent_path(); }
bool is_terminal(std::FILE*) { return false; }
std::FILE* open_to_write(const std::filesystem::path& file) { return std::fopen(file.string().c_str(), "wb"); }
bool put_on_disk(std::FILE*) { return true; }
bool is_executable(const std::filesystem::path& file) { return std::filesystem::is_regular_file(file); }
std::filesystem::path find_program(const std::string& name) { return name; }
std::vector<int> stop_signals() { return {SIGINT, SIGTERM}; }

}  // namespace procport::runner
